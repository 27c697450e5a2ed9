// The live page on a phone, without the rest of the dashboard around it.
import { Live } from "./live.js";

const root = document.querySelector(".ks");
const live = new Live(root);
const { socket, door } = root.dataset;
live.show({ socket, refused: () => window.location.assign(door) });
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => live.show({ socket }));
