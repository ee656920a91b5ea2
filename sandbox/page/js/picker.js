// A list to choose from, beside what opened it: one or several, with search, by keyboard or pointer.

import { avatar } from "./avatar.js";
import { announce, h, icon } from "./dom.js";

const SHOWN = 100;
let count = 0;

/** Make one row of a list of choices. */
export function choiceRow(choice, { id, selected, active, several }) {
  const mark = choice.user ? avatar(choice.user, 24) : choice.icon ? icon(choice.icon) : choice.emoji ? h("span.choice-emoji", {}, choice.emoji) : null;
  const words = h("span.choice-words", {}, h("span.choice-label", {}, choice.label), choice.hint ? h("span.choice-hint", {}, choice.hint) : null);
  const box = several ? h("span.choice-box", { class: selected ? "on" : "" }, selected ? icon("check") : null) : null;
  return h("div.choice", { id, role: "option", "aria-selected": String(Boolean(selected)), class: active ? "active" : "" }, mark, words, box);
}

/** Find the choices that fit what was typed: beginnings first. */
export function filterChoices(choices, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return choices;
  const rank = (one) => {
    const label = one.label.toLowerCase();
    if (label.startsWith(wanted)) return 0;
    if (label.includes(` ${wanted}`)) return 1;
    if (label.includes(wanted) || (one.hint || "").toLowerCase().includes(wanted)) return 2;
    return 9;
  };
  return choices.filter((one) => rank(one) < 9).sort((a, b) => rank(a) - rank(b));
}

/** Put a floating box below (or above) what it belongs to, inside the window. */
export function placeBeside(box, anchor, { width } = {}) {
  const at = anchor.getBoundingClientRect();
  const wide = Math.min(width || Math.max(at.width, 260), window.innerWidth - 16);
  const below = window.innerHeight - at.bottom - 12;
  const up = below < 260 && at.top > below;
  box.style.width = `${wide}px`;
  box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - wide - 8))}px`;
  box.style.maxHeight = `${Math.min(420, Math.max(160, up ? at.top - 16 : below))}px`;
  if (up) box.style.bottom = `${window.innerHeight - at.top + 4}px`;
  else box.style.top = `${at.bottom + 4}px`;
}

/** Open a list; gives the chosen choices, or null when it was left. */
export function openPicker({ anchor, label, options, most = 1, least = 1, chosen = [], search = false }) {
  return new Promise((resolve) => {
    const several = most > 1;
    const view = new Picker({ anchor, label, options, most, least, chosen: new Set(chosen), search, several, resolve });
    view.open();
  });
}

class Picker {
  constructor(given) {
    Object.assign(this, given);
    this.name = `picker-${(count += 1)}`;
    this.active = Math.max(0, this.options.findIndex((one) => this.chosen.has(one.value)));
    this.list = h("div.choices", { role: "listbox", id: this.name, "aria-label": this.label, "aria-multiselectable": String(this.several) });
    this.input = h("input.picker-search", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": this.name, "aria-label": this.label, autocomplete: "off",
      placeholder: this.search ? "Search" : "", readonly: !this.search, class: this.search ? "" : "visually-hidden",
      oninput: () => { this.active = 0; this.draw(); }, onkeydown: (event) => this.key(event),
    });
    this.done = h("button.part-button.style-primary", { type: "button", onclick: () => this.close(true) }, "Done");
    this.foot = this.several ? h("div.picker-foot", {}, h("span.small", {}), this.done) : null;
    this.box = h("dialog.picker", { "aria-label": this.label, oncancel: (event) => { event.preventDefault(); this.close(false); }, onclick: (event) => { if (event.target === this.box) this.close(false); } }, this.input, this.list, this.foot);
  }

  open() {
    document.body.append(this.box);
    this.box.showModal();
    placeBeside(this.box, this.anchor, { width: Math.max(this.anchor.getBoundingClientRect().width, 300) });
    this.draw();
    this.input.focus();
  }

  draw() {
    this.shown = filterChoices(this.options, this.input.value).slice(0, SHOWN);
    this.active = Math.min(this.active, Math.max(0, this.shown.length - 1));
    const rows = this.shown.map((choice, at) => {
      const row = choiceRow(choice, { id: `${this.name}-${at}`, selected: this.chosen.has(choice.value), active: at === this.active, several: this.several });
      row.addEventListener("click", () => this.choose(choice));
      return row;
    });
    this.list.replaceChildren(...(rows.length ? rows : [h("div.choices-empty", {}, "Nothing fits")]));
    this.list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
    if (rows.length) this.input.setAttribute("aria-activedescendant", `${this.name}-${this.active}`);
    if (this.foot) this.foot.firstChild.textContent = this.most > 1 ? `${this.chosen.size} of up to ${this.most}` : "";
    this.done.disabled = this.chosen.size < this.least;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      const length = this.shown.length || 1;
      this.active = Math.abs(step) > 1 ? Math.max(0, Math.min(length - 1, this.active + step)) : (this.active + step + length) % length;
      this.draw();
    } else if (event.key === "Enter" || (event.key === " " && !this.search)) {
      event.preventDefault();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.several) this.close(true);
      else if (this.shown[this.active]) this.choose(this.shown[this.active]);
    }
  }

  choose(choice) {
    if (!this.several) {
      // Choosing again what is chosen takes it back, where nothing need be chosen.
      const back = this.least === 0 && this.chosen.has(choice.value);
      this.chosen = new Set(back ? [] : [choice.value]);
      this.close(true);
      return;
    }
    if (this.chosen.has(choice.value)) this.chosen.delete(choice.value);
    else if (this.most === 1) this.chosen = new Set([choice.value]);
    else if (this.chosen.size < this.most) this.chosen.add(choice.value);
    else announce(`No more than ${this.most}`);
    this.draw();
  }

  close(kept) {
    if (kept && this.chosen.size < this.least) return;
    this.box.close();
    this.box.remove();
    this.anchor.focus();
    this.resolve(kept ? this.options.filter((one) => this.chosen.has(one.value)) : null);
  }
}
