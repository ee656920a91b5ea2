// A bot's form, as a dialog: text fields with counters, menus, choices and texts between.

import { choicesFor } from "./choices.js";
import { h, icon, iconButton } from "./dom.js";
import { openPicker } from "./picker.js";
import { written } from "./writing.js";

const MOST_BYTES = 10 * 1024 * 1024;
let count = 0;

/** Open a form; `send(components, files)` gives null when it was taken, else what was wrong. */
export function openForm(modal, send) {
  const fields = [];
  const { box, form, problem, submit } = frame(modal, fields, () => close());
  const back = document.activeElement;

  function close() {
    box.close();
    box.remove();
    if (back?.isConnected) back.focus();
  }
  function tellProblem(text) {
    problem.textContent = text || "";
    problem.hidden = !text;
  }
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = fields.filter((field) => !field.check());
    if (wrong.length) return wrong[0].focus();
    submit.disabled = true;
    submit.classList.add("waiting");
    tellProblem("");
    const files = [];
    const failed = await send(fields.map((field) => field.value(files)), files);
    submit.disabled = false;
    submit.classList.remove("waiting");
    if (failed) tellProblem(failed);
    else close();
    return undefined;
  });
  document.body.append(box);
  box.showModal();
  (fields[0] || { focus: () => submit.focus() }).focus();
}

/** Make a form's dialog, still shut; what can be filled in is added to `fields`. */
function frame(modal, fields, close) {
  const inside = (modal.components || []).map((part) => block(part, fields)).filter(Boolean);
  const title = `form-${(count += 1)}`;
  const problem = h("p.form-problem", { role: "alert", hidden: true });
  const submit = h("button.part-button.style-primary", { type: "submit" }, "Submit", h("span.part-wait", { "aria-hidden": "true" }));
  const cancel = h("button.part-button.style-plain", { type: "button", onclick: close }, "Cancel");
  const form = h("form.form", { novalidate: true, method: "dialog" },
    h("header.dialog-head", {}, h("h2", { id: title }, modal.title), iconButton("close", "Close", close)),
    h("div.dialog-body", {}, ...inside, problem), h("footer.dialog-foot", {}, cancel, submit));
  const box = h("dialog.dialog.dialog-form", { "aria-labelledby": title }, form);
  return { box, form, problem, submit };
}

function block(part, fields) {
  if (part.type === 10) return h("div.part-text", {}, ...written(part.content));
  if (part.type === 1) return h("div", {}, ...(part.components || []).map((one) => block({ type: 18, label: one.label, component: one }, fields)));
  if (part.type !== 18) return null;
  const made = field(part);
  fields.push(made);
  return made.node;
}

function field(part) {
  const inner = part.component;
  const id = `field-${(count += 1)}`;
  const problem = h("p.field-problem", { id: `${id}-problem`, role: "alert", hidden: true });
  const tellProblem = (text, node) => {
    problem.textContent = text || "";
    problem.hidden = !text;
    if (node) node.setAttribute("aria-invalid", String(Boolean(text)));
    return !text;
  };
  const made = inner.type === 4 ? textField(inner, id, tellProblem)
    : inner.type === 19 ? fileField(inner, id, tellProblem)
      : menuField(inner, id, part.label, tellProblem);
  const need = inner.required === false || (inner.type !== 4 && (inner.min_values === 0)) ? h("span.field-optional", {}, "optional") : h("span.field-required", { title: "Required" }, "*");
  const label = h("label.field-label", { for: id }, part.label || "", " ", need);
  const about = part.description ? h("p.field-about", { id: `${id}-about` }, part.description) : null;
  made.node = h("div.field", {}, label, about, made.control, h("div.field-foot", {}, problem, made.counter || null));
  return made;
}

function textField(inner, id, tellProblem) {
  const long = inner.style === 2;
  const least = inner.min_length ?? 0;
  const most = inner.max_length ?? 4000;
  const required = inner.required !== false;
  const input = h(long ? "textarea" : "input", {
    id, type: long ? null : "text", rows: long ? "4" : null, placeholder: inner.placeholder || null, autocomplete: "off",
    "aria-required": String(required), "aria-describedby": `${id}-problem`, class: "field-input",
  });
  input.value = inner.value || "";
  const counter = h("span.field-counter", { "aria-hidden": "true" });
  const draw = () => {
    const near = inner.max_length || input.value.length > most - 200 || least;
    counter.textContent = near ? `${input.value.length}/${most}` : "";
    counter.classList.toggle("over", input.value.length > most);
  };
  const check = () => {
    const length = input.value.trim().length;
    if (!length) return tellProblem(required ? "This is required" : "", input);
    if (input.value.length < least) return tellProblem(`At least ${least} characters, please`, input);
    return tellProblem(input.value.length > most ? `No more than ${most} characters, please` : "", input);
  };
  input.addEventListener("input", () => {
    draw();
    if (input.getAttribute("aria-invalid") === "true") check();
  });
  draw();
  return { control: input, counter, check, focus: () => input.focus(), value: () => ({ custom_id: inner.custom_id, value: input.value }) };
}

function fileField(inner, id, tellProblem) {
  const least = inner.min_values ?? 1;
  const most = inner.max_values ?? 1;
  const required = inner.required !== false && least > 0;
  const input = h("input.field-input", { id, type: "file", multiple: most > 1, "aria-required": String(required), "aria-describedby": `${id}-problem`, onchange: () => check() });
  const check = () => {
    const given = input.files.length;
    if (given < (required ? Math.max(1, least) : 0)) return tellProblem(least > 1 ? `Please choose ${least} files` : "Please choose a file", input);
    if ([...input.files].some((one) => one.size > MOST_BYTES)) return tellProblem("No file may be larger than 10 MB", input);
    return tellProblem(given > most ? `No more than ${most} ${most === 1 ? "file" : "files"}, please` : "", input);
  };
  const value = (files) => ({ custom_id: inner.custom_id, values: [...input.files].map((one) => String(files.push(one) - 1)) });
  return { control: input, check, focus: () => input.focus(), value };
}

function menuField(inner, id, label, tellProblem) {
  const options = inner.type === 21 || inner.type === 22 ? (inner.options || []).map((one) => ({ value: one.value, label: one.label, hint: one.description || "" })) : inner.type === 23 ? [{ value: "true", label: label || "Yes" }] : choicesFor(inner);
  const preset = (inner.options || []).filter((one) => one.default).map((one) => one.value);
  let chosen = new Set([...preset, ...(inner.default_values || []).map((one) => one.id), ...(inner.type === 23 && inner.default ? ["true"] : [])]);
  const required = inner.type === 23 ? false : inner.required !== false && (inner.min_values ?? 1) > 0;
  const least = inner.min_values ?? (required ? 1 : 0);
  const most = inner.type === 21 || inner.type === 23 ? 1 : inner.max_values ?? (inner.type === 22 ? options.length : 1);
  const text = h("span.part-select-text");
  const draw = () => {
    const names = options.filter((one) => chosen.has(one.value)).map((one) => one.label);
    text.textContent = names.join(", ") || inner.placeholder || "Choose";
    text.classList.toggle("chosen", names.length > 0);
  };
  const check = () => tellProblem(required && chosen.size < Math.max(1, least) ? "Please choose" : "", control);
  const control = h("button.part-select", {
    id, type: "button", "aria-haspopup": "listbox",
    onclick: async () => {
      const picked = await openPicker({ anchor: control, label: label || "Choose", options, most, least: required ? Math.max(1, least) : 0, chosen: [...chosen], search: options.length > 8 });
      if (picked) chosen = new Set(picked.map((one) => one.value));
      draw();
      check();
    },
  }, text, icon("down"));
  draw();
  const value = () => (inner.type === 23 ? { custom_id: inner.custom_id, value: chosen.size > 0 } : inner.type === 21 ? { custom_id: inner.custom_id, value: [...chosen][0] ?? null } : { custom_id: inner.custom_id, values: [...chosen] });
  return { control, check, focus: () => control.focus(), value };
}
