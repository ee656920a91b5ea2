// The sandbox's clock, and letting time pass for everybody in it.

import { get, post } from "./api.js";
import { attempt } from "./actions.js";
import { openDialog } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { tell } from "./store.js";
import { now, setAhead, show } from "./time.js";

const STEPS = [["15 minutes", 900], ["1 hour", 3600], ["1 day", 86400], ["1 week", 604800]];
const OFTEN = 5000;
const told = () => `${show(now(), "a")}, ${show(now(), "t")}`;

/** Ask how far the sandbox's time is ahead of this machine's. */
export async function readTime() {
  setAhead((await get("/admin/time")).ahead);
}

/** Take the news that time was moved on: every time on the page is written anew. */
export function timeMoved({ ahead }) {
  setAhead(ahead);
  draw();
  tell("place");
}

function draw() {
  for (const node of document.querySelectorAll("[data-clock]")) node.textContent = told();
}

setInterval(draw, OFTEN);

/** Make the clock that stands at the foot of the list of places. */
export function clock() {
  return h("button.clock", { type: "button", onclick: openClock, "aria-haspopup": "dialog", title: "Let time pass", dataset: { key: "clock" } }, icon("clock"), h("span.clock-time", { dataset: { clock: "" } }, told()), h("span.acting-switch", {}, "Let time pass"));
}

function openClock() {
  const view = openDialog("Let time pass");
  const step = ([name, seconds]) => h("button.part-button.style-secondary", { type: "button", onclick: () => attempt(() => post("/admin/time", { seconds })) }, name);
  view.body.append(
    h("p.clock-now", { dataset: { clock: "" }, role: "status" }, told()),
    h("p", {}, "For everybody here, bots included, the time goes on by:"),
    h("div.clock-steps", {}, ...STEPS.map(step)),
    h("p.quiet", {}, "What falls due in between happens at once, and late: go in small steps towards what you would like to see. Time can't be set back."));
  view.body.querySelector("button")?.focus();
}
