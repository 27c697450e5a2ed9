# Fills .venv and calls the tools; every setting is in pyproject.toml.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$name; break; }; done)
VENV := .venv
PLAYERS ?= simulated
RECORDINGS ?= ../shared/recordings
BIN := $(VENV)/bin
FILLED := $(VENV)/.filled
ASKED := pyproject.toml constraints.txt
WORKERS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
DEBIAN_ROOT := $(shell test "$$(id -u)" = 0 && command -v apt-get 2>/dev/null)
CHROMIUM := $(shell for name in "$${KICKSENSE_CHROMIUM:-chromium}" chromium-browser google-chrome; do \
	command -v "$$name" && break; done)
export DEBIAN_FRONTEND := noninteractive

.PHONY: demo test check lint format wheel chromium bluez model figures

demo: $(FILLED)  ## from nothing to the dashboard on the demo session
	$(BIN)/kicksense demo

test: $(FILLED) chromium  ## from nothing to a full test run
	$(BIN)/python -m pytest -q --numprocesses=$(WORKERS) --dist=loadfile --durations=15 $(PYTEST_OPTIONS)

check: lint test  ## what a change must pass

# The collector against the real Linux Bluetooth stack, which runs in an emulated machine.
bluez: $(FILLED)
	@if [ -n "$(DEBIAN_ROOT)" ]; then bash tests/bluez/setup.sh .bluez; \
	elif [ ! -e .bluez/release ]; then \
	  echo "The tests on the Bluetooth stack need QEMU and a kernel." \
	    "Run 'sudo tests/bluez/setup.sh .bluez' on Debian first." >&2; exit 1; \
	fi
	$(BIN)/python -m pytest -q -m bluez tests/bluez $(PYTEST_OPTIONS)

lint: $(FILLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(FILLED)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# The model that ships, from nothing: simulated players, in a hard mix of everything and in the drills, and the
# shared real recordings. Half an hour. Every drill has players of its own.
model: $(FILLED)
	$(BIN)/kicksense simulate --players 64 --drill field_mix --seed 11 --engine physics --out $(PLAYERS)/physics
	$(BIN)/kicksense simulate --players 40 --drill field_mix --seed 12 --engine kinematic --out $(PLAYERS)/kinematic
	seed=400; for plan in data/drills/*.yaml; do seed=$$((seed + 1)); \
	  $(BIN)/kicksense simulate --players 4 --drill $$(basename $$plan .yaml) --seed $$seed \
	    --engine kinematic --out $(PLAYERS)/drills || exit 1; done
	$(BIN)/kicksense train --data $(PLAYERS)/physics --data $(PLAYERS)/kinematic --data $(PLAYERS)/drills \
	  --data $(RECORDINGS) \
	  --model-name default --out models --seed 1

# Its figures on players that it has not seen.
figures: $(FILLED)
	$(BIN)/kicksense simulate --players 24 --drill field_mix --seed 901 --engine physics --out $(PLAYERS)/unseen-physics
	$(BIN)/kicksense simulate --players 16 --drill field_mix --seed 902 --engine kinematic --out $(PLAYERS)/unseen-kinematic
	$(BIN)/kicksense evaluate --data $(PLAYERS)/unseen-physics --data $(PLAYERS)/unseen-kinematic --model default
	$(BIN)/kicksense evaluate --suite recordings --recordings $(RECORDINGS)

wheel: $(FILLED)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

$(FILLED): $(ASKED)
	@test -n "$(PYTHON)" || { \
	  echo "kicksense needs Python 3.11 or newer, and none was found. Install one" \
	    "(Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "kicksense needs Python 3.11 or newer, and $(PYTHON) is older or no Python." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ -n "$(DEBIAN_ROOT)" ]; then \
	    apt-get update -qq && apt-get install -y -qq python3-venv </dev/null; \
	  else \
	    echo "Python's venv module is missing. Install it" \
	      "(Debian: apt-get install python3-venv) and run make again." >&2; exit 1; \
	  fi; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable '.[dev,share,sim,train,video]'
	@touch $@

# The pages are tested in a real browser.
chromium:
	@if [ -n "$(CHROMIUM)" ]; then :; \
	elif [ -n "$(DEBIAN_ROOT)" ]; then \
	  apt-get update -qq && apt-get install -y -qq chromium </dev/null; \
	else \
	  echo "The tests of the pages need Chromium. Install it (Debian: apt-get install chromium;" \
	    "macOS: brew install --cask chromium), or name it in KICKSENSE_CHROMIUM." >&2; \
	  exit 1; \
	fi
