// Making DOM nodes. Data only ever becomes text or an attribute: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: h("button.primary", { onclick, disabled, "aria-label": "..." }, "text", otherNode, null, [more]) */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  set(node, props);
  add(node, children);
  return node;
}

function set(node, props) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(node.dataset, value);
    else if (key === "style") for (const [name, v] of Object.entries(value)) node.style.setProperty(name, v);
    else if (key === "class") node.classList.add(...String(value).split(" ").filter(Boolean));
    else if (key === "value" || key === "checked" || key === "selected" || key === "indeterminate") node[key] = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
}

function add(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(node, child);
    else node.append(child);
  }
}

/** Put nodes in place of all that a container holds, keeping the keyboard where it was (by data-key). */
export function fill(container, ...nodes) {
  const active = document.activeElement;
  const key = container.contains(active) ? active.dataset.key : null;
  const scroll = container.scrollTop;
  container.replaceChildren();
  add(container, nodes);
  container.scrollTop = scroll;
  if (key) find(container, key)?.focus({ preventScroll: true });
}

/** Find the element with a data-key, whatever characters the key has. */
export function find(container, key) {
  for (const node of container.querySelectorAll("[data-key]")) if (node.dataset.key === key) return node;
  return null;
}

const PATHS = {
  hash: "M9.5 4 8 20M16 4l-1.500 16M4.500 9h16M3.500 15h16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z",
  forum: "M4 5h11a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H9l-4 3v-3H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM19 9h1a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-1v3l-4-3h-4",
  voice: "M4 9v6h4l5 4V5L8 9zM17 9a4 4 0 0 1 0 6M19.500 6.500a8 8 0 0 1 0 11",
  news: "M4 10v4l11 5V5zM15 9h3a3 3 0 0 1 0 6h-3M7 15.500V20h3v-3",
  thread: "M6 4v6a4 4 0 0 0 4 4h9M15 10l4 4-4 4",
  at: "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zm0 0v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-4 7.500",
  people: "M15 19v-1.500A3.500 3.500 0 0 0 11.500 14h-5A3.500 3.500 0 0 0 3 17.500V19M9 10.500a3.250 3.250 0 1 0 0-6.500 3.250 3.250 0 0 0 0 6.500zM21 19v-1.500a3.500 3.500 0 0 0-2.500-3.350M15.500 4.150a3.250 3.250 0 0 1 0 6.200",
  invite: "M13 19v-1.500A3.500 3.500 0 0 0 9.500 14h-3A3.500 3.500 0 0 0 3 17.500V19M8 10.500A3.250 3.250 0 1 0 8 4a3.250 3.250 0 0 0 0 6.500zM18 8v6M15 11h6",
  calendar: "M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM4 10.500h16M8 3.500v4M16 3.500v4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  menu: "M4 6.500h16M4 12h16M4 17.500h16",
  more: "M5.500 12h.01M12 12h.01M18.500 12h.01",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14a4.200 4.200 0 0 0 7 0M9 9.500h.01M15 9.500h.01",
  reply: "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
  edit: "M5 19h3.500L19 8.500 15.500 5 5 15.500z",
  trash: "M5 7h14M9 7V4.500h6V7M7 7l1 12.500h8L17 7M10.500 11v5M13.500 11v5",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.500l6 6 6-6",
  right: "M9.500 6l6 6-6 6",
  send: "M4 12 20 4.500 15.500 20l-3.500-6.500zM12 13.500 20 4.500",
  file: "M7 3.500h7l4 4V20a.5.5 0 0 1-.5.5h-10.500a.5.5 0 0 1-.5-.5V4a.5.5 0 0 1 .5-.5zM14 3.500V8h4",
  slash: "M14.500 5 9.500 19M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z",
  apps: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z",
  pin: "M9 4h6l-1 6 3.500 3.500h-11L10 10zM12 13.500V20",
  eye: "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  warn: "M12 4 2.500 20h19zM12 10v4.500M12 17.200h.01",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM20 20l-4.900-4.900",
  check: "M5 12.500l4.500 4.500L19 7.500",
  archive: "M4 5h16v4H4zM5.500 9v10h13V9M10 13h4",
  open: "M13 5h6v6M19 5l-8 8M17 14v5H5V7h5",
};

/** Make an icon: decoration only, hidden from those who listen. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 24 24", width: "20", height: "20", fill: "none", stroke: "currentColor",
    "stroke-width": name === "more" ? "3" : "1.75", "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", class: "icon",
  })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] || PATHS.hash);
  svg.append(path);
  return svg;
}

/** Make a small square button with an icon and a name. */
export function iconButton(name, label, onclick, props) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/** Say something to those who listen to the page, without showing it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** Show a short note at the foot of the page for a few seconds. */
export function toast(text, kind) {
  const node = h("div.toast", { class: kind === "error" ? "toast-error" : "" }, text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), 6000);
}
