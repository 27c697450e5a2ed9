// The live page on a phone, without the rest of the dashboard around it.
import { Live } from "./live.js";

const root = document.querySelector(".ks");
const { socket, door, unit } = root.dataset;
const live = new Live(root, JSON.parse(root.dataset.words));
live.show({ socket, unit, refused: () => window.location.assign(door) });
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => live.show({ socket, unit }));
