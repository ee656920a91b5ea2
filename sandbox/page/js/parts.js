// Components: buttons, menus, and the second version's texts, sections and containers.

import { h, icon, toast } from "./dom.js";
import { attachment, picture } from "./embeds.js";
import { press } from "./interactions.js";
import { openPicker } from "./picker.js";
import { choicesFor } from "./choices.js";
import { anchor, ours, written } from "./writing.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };

/** Make the nodes of a message's components. */
export function components(message) {
  return (message.components || []).map((one) => component(one, message)).filter(Boolean);
}

function component(part, message) {
  const inner = () => (part.components || []).map((one) => component(one, message)).filter(Boolean);
  switch (part.type) {
    case 1: return h("div.part-row", {}, ...inner());
    case 2: return button(part, message);
    case 3: case 5: case 6: case 7: case 8: return select(part, message);
    case 9: return h("div.part-section", {}, h("div.part-section-texts", {}, ...inner()), part.accessory ? component(part.accessory, message) : null);
    case 10: return h("div.part-text", {}, ...written(part.content));
    case 11: return h("div.part-thumbnail", {}, picture(part.media.url, part.description, message.attachments));
    case 12: return h("div.part-gallery", {}, ...(part.items || []).map((one) => picture(one.media.url, one.description, message.attachments)));
    case 13: return file(part, message);
    case 14: return h("hr.part-separator", { class: `${part.divider === false ? "bare" : ""} ${part.spacing === 2 ? "wide" : ""}` });
    case 17: return container(part, inner());
    default: return null;
  }
}

function file(part, message) {
  const name = part.file.url.replace(/^attachment:\/\//, "");
  const found = (message.attachments || []).find((one) => one.filename === name || one.url === part.file.url);
  return attachment(found || { filename: name.split("/").at(-1), size: part.size || 0, url: part.file.url });
}

function container(part, children) {
  const colour = typeof part.accent_color === "number" ? `#${part.accent_color.toString(16).padStart(6, "0")}` : null;
  const box = h("div.part-container", { style: colour ? { "--stripe": colour } : {}, class: colour ? "accented" : "" }, ...children);
  if (!part.spoiler) return box;
  const veil = h("button.part-veil", { type: "button", onclick: () => veil.replaceWith(box) }, "Spoiler: press to show");
  return veil;
}

const face = (emoji) => (emoji ? h("span.part-emoji", { "aria-hidden": "true" }, emoji.id ? `:${emoji.name}:` : emoji.name) : null);

function button(part, message) {
  const style = STYLES[part.style] || "secondary";
  const label = part.label || (part.emoji?.name ?? "Button");
  if (part.style === 5) {
    const inside = ours(part.url || "");
    const node = anchor(part.url || "", [face(part.emoji), part.label || "", inside ? "" : icon("open")].filter(Boolean));
    node.classList.remove("mention", "place");
    node.classList.add("part-button", "style-link");
    if (part.disabled) node.removeAttribute("href");
    return node;
  }
  const props = {
    type: "button", disabled: part.disabled, "aria-label": part.label ? null : label,
    dataset: { key: `${message.id}/${part.custom_id}` },
    onclick: (event) => act(event.currentTarget, message, part),
  };
  return h("button.part-button", { ...props, class: `style-${style}` }, face(part.emoji), part.label || "", h("span.part-wait", { "aria-hidden": "true" }));
}

async function act(node, message, part, values) {
  if (node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  try {
    await press(message, part, values);
  } catch (error) {
    toast(error.told || error.message, "error");
  } finally {
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
  }
}

function select(part, message) {
  const most = part.max_values ?? 1;
  const chosen = (part.options || []).filter((one) => one.default);
  const kinds = { 3: "Make a choice", 5: "Choose people", 6: "Choose roles", 7: "Choose people or roles", 8: "Choose channels" };
  const shown = chosen.length ? chosen.map((one) => one.label).join(", ") : part.placeholder || kinds[part.type];
  const text = h("span.part-select-text", { class: chosen.length ? "chosen" : "" }, shown);
  const open = async (event) => {
    const node = event.currentTarget;
    const already = (part.default_values || []).map((one) => one.id);
    const picked = await openPicker({
      anchor: node, label: part.placeholder || kinds[part.type], options: choicesFor(part), most, least: part.min_values ?? 1,
      chosen: part.type === 3 ? chosen.map((one) => one.value) : already, search: part.type !== 3 || (part.options || []).length > 8,
    });
    if (!picked) return;
    text.textContent = picked.map((one) => one.label).join(", ") || part.placeholder || kinds[part.type];
    await act(node, message, part, picked.map((one) => one.value));
  };
  const props = { type: "button", "aria-haspopup": "listbox", disabled: part.disabled, onclick: open, dataset: { key: `${message.id}/${part.custom_id}` } };
  return h("button.part-select", { ...props, "aria-label": part.placeholder || kinds[part.type] }, text, icon("down"));
}
