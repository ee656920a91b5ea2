// Choosing whom to be.

import { avatar } from "./avatar.js";
import { openDialog } from "./dialogs.js";
import { fill, h } from "./dom.js";
import { store } from "./store.js";

const MANY = 12;
const nameIn = (entry) => entry.nick || entry.user.global_name || entry.user.username;

/** List people once each, with what their servers say of them. */
function everyone() {
  const found = new Map();
  for (const entry of store.people) if (!found.has(entry.user.id) || entry.guild_id === store.guild?.id) found.set(entry.user.id, entry);
  return [...found.values()];
}

function rows(entries, choose) {
  return entries.map((entry) => h("li", {}, h("button.person", { type: "button", "aria-current": entry.user.id === store.me?.id ? "true" : null, onclick: () => choose(entry.user.id) },
    avatar(entry.user, 44),
    h("span.person-words", {}, h("span.person-name", {}, nameIn(entry)), entry.about ? h("span.person-about", {}, entry.about) : null, h("span.person-roles", {}, ...(entry.roles.length ? entry.roles : ["Member"]).map((role) => h("span.role-chip", {}, role)))))));
}

function chooser(choose) {
  const list = h("ul.people");
  const all = everyone();
  const search = h("input.field-input", { type: "search", placeholder: "Find someone by name, place or role", "aria-label": "Find someone", oninput: () => draw() });
  function draw() {
    const wanted = search.value.trim().toLowerCase();
    const fits = all.filter((entry) => [nameIn(entry), entry.user.username, entry.about, ...entry.roles].join(" ").toLowerCase().includes(wanted));
    fill(list, ...rows(fits.slice(0, 80), choose), fits.length > 80 ? h("li.quiet.pad", {}, `and ${fits.length - 80} more: find them by name`) : null, fits.length ? null : h("li.quiet.pad", {}, "Nobody of that name"));
  }
  draw();
  return [all.length > MANY ? search : null, list];
}

/** Choose whom to be, in a dialog; a new tab may be someone else at the same time. */
export function openPeople() {
  const view = openDialog("Who would you like to be?", { wide: true });
  const choose = (id) => {
    view.close();
    become(id);
  };
  view.body.append(h("p.quiet", {}, "Each tab can be a different person: open this page again and choose someone else there."), ...chooser(choose).filter(Boolean));
  (view.body.querySelector("[aria-current]") || view.body.querySelector("button"))?.focus();
}

/** Show the first page: what this is, and whom one may be. */
export function welcome() {
  const box = document.getElementById("welcome");
  const empty = store.people.length ? null : h("p", {}, "There is nobody here yet. Start the sandbox with a world: python -m sandbox --world FILE.toml");
  fill(box, h("div.welcome-inner", {}, h("h1", {}, "Step into the community"), h("p.welcome-lead", {}, "A community on your own machine, with conversation in it and nothing sent anywhere. Choose who to be; you can change at any time."), empty, ...chooser(become).filter(Boolean)));
  box.hidden = false;
  document.getElementById("app").hidden = true;
  box.querySelector("button, input")?.focus();
}

/** Go on as another person, in the same place if they see it. */
function become(id) {
  const parts = new URLSearchParams(location.hash.slice(1));
  parts.set("as", id);
  parts.delete("m");
  location.hash = parts.toString();
}
