// A chosen command: its options as fields, with what they are for, and what the bot offers as one types.

import { attempt } from "./actions.js";
import { avatar } from "./avatar.js";
import { channelChoices, peopleChoices, roleChoices } from "./choices.js";
import { fill, h, icon, iconButton } from "./dom.js";
import { complete, runCommand } from "./interactions.js";
import { choiceRow, filterChoices } from "./picker.js";
import { nameOf, userOf } from "./store.js";

const T = { SUB: 1, GROUP: 2, STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10, FILE: 11 };
const KINDS = { 3: "text", 4: "whole number", 5: "yes or no", 6: "person", 7: "channel", 8: "role", 9: "person or role", 10: "number", 11: "file" };
const WAIT = 160;
let count = 0;

/** List slash commands by their whole names: `{ path, description, command, way, options }`. */
export function flatten(commands) {
  const out = [];
  const descend = (command, path, description, way, options) => {
    const deeper = options.filter((one) => one.type === T.SUB || one.type === T.GROUP);
    if (!deeper.length) out.push({ path, description, command, way, options });
    for (const one of deeper) descend(command, `${path} ${one.name}`, one.description, [...way, one], one.options || []);
  };
  for (const command of commands) if (command.type === 1) descend(command, command.name, command.description, [], command.options || []);
  return out.sort((a, b) => a.path.localeCompare(b.path));
}

/** The options of a chosen command, as a form above the composer. */
export class CommandBar {
  constructor(channel, chosen, close) {
    Object.assign(this, { channel, chosen, close });
    const required = chosen.options.filter((one) => one.required);
    const optional = chosen.options.filter((one) => !one.required);
    this.fields = new Map();
    this.grid = h("div.command-fields");
    this.more = h("div.command-more", { role: "group", "aria-label": "More options" });
    this.optional = optional;
    for (const option of required) this.add(option);
    if (!required.length && optional.length === 1) this.add(optional[0]);
    this.drawMore();
    const bot = userOf(chosen.command.application_id);
    const head = h("div.command-head", {}, avatar(bot, 24), h("strong", {}, `/${chosen.path}`), h("span.command-about", {}, chosen.description), h("span.small.command-bot", {}, nameOf(bot)), iconButton("close", "Leave the command", close));
    this.runButton = h("button.part-button.style-primary", { type: "submit" }, "Run", h("span.part-wait", { "aria-hidden": "true" }));
    this.node = h("form.command-bar", { novalidate: true, "aria-label": `/${chosen.path}`, onsubmit: (event) => { event.preventDefault(); this.run(); }, onkeydown: (event) => { if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); close(); } } }, head, this.grid, h("div.command-foot", {}, this.more, this.runButton));
  }

  add(option) {
    const field = new Field(option, this);
    this.fields.set(option.name, field);
    this.grid.append(field.node);
    return field;
  }

  drawMore() {
    const left = this.optional.filter((one) => !this.fields.has(one.name));
    fill(this.more, ...left.map((option) => h("button.option-chip", { type: "button", title: option.description, onclick: () => { const field = this.add(option); this.drawMore(); field.focus(); } }, icon("plus"), option.name)));
  }

  drop(option) {
    this.fields.get(option.name)?.node.remove();
    this.fields.delete(option.name);
    this.drawMore();
    this.focus();
  }

  focus() {
    const first = [...this.fields.values()].find((one) => !one.filled) || [...this.fields.values()][0];
    if (first) first.focus();
    else this.runButton.focus();
  }

  /** Give the options as Discord nests them; `focused` names the one being typed in. */
  options(focused) {
    const files = [];
    let given = [];
    for (const field of this.fields.values()) {
      const told = field.told(field.option.name === focused, files);
      if (told) given.push(told);
    }
    for (const step of [...this.chosen.way].reverse()) given = [{ name: step.name, type: step.type, options: given }];
    return { given, files };
  }

  async run() {
    const wrong = [...this.fields.values()].filter((one) => !one.check());
    if (wrong.length) {
      wrong[0].focus();
      return;
    }
    const { given, files } = this.options();
    this.runButton.classList.add("waiting");
    this.runButton.disabled = true;
    const told = await attempt(() => runCommand(this.channel.id, this.chosen.command, { options: given, files }));
    this.runButton.classList.remove("waiting");
    this.runButton.disabled = false;
    if (told && told.outcome !== "failed") this.close({ quietly: told.outcome === "modal" });
  }
}

class Field {
  constructor(option, bar) {
    Object.assign(this, { option, bar, value: null, file: null, shown: [], active: -1, turn: 0, timer: null });
    this.id = `option-${(count += 1)}`;
    this.problem = h("span.field-problem", { role: "alert", hidden: true, id: `${this.id}-problem` });
    this.input = option.type === T.FILE ? h("input.field-input", { type: "file", onchange: () => { [this.file] = this.input.files; this.check(); } }) : this.textInput();
    this.input.id = this.id;
    this.input.setAttribute("aria-describedby", `${this.id}-about ${this.id}-problem`);
    const drop = option.required ? null : iconButton("close", `Leave out ${option.name}`, () => bar.drop(option), { class: "tiny" });
    this.node = h("div.command-field", {}, h("label", { for: this.id }, option.name, option.required ? h("span.field-required", { title: "Required" }, "*") : null, drop), h("div.command-control", {}, this.input, this.list || null), h("span.field-about", { id: `${this.id}-about` }, option.description && option.description !== "…" ? option.description : KINDS[option.type]), this.problem);
  }

  get listed() {
    return Boolean(this.option.choices?.length || this.option.autocomplete || [T.BOOLEAN, T.USER, T.CHANNEL, T.ROLE, T.MENTIONABLE].includes(this.option.type));
  }

  get filled() {
    return Boolean(this.file || this.input.value);
  }

  textInput() {
    const number = [T.INTEGER, T.NUMBER].includes(this.option.type) && !this.listed;
    const input = h("input.field-input", { type: "text", inputmode: number ? "decimal" : null, autocomplete: "off", spellcheck: this.option.type === T.STRING ? "true" : "false", placeholder: KINDS[this.option.type], maxlength: "6000" });
    if (!this.listed) {
      input.addEventListener("input", () => this.tell(""));
      return input;
    }
    this.list = h("div.choices.command-choices", { role: "listbox", id: `${this.id}-list`, hidden: true, "aria-label": this.option.name, onmousedown: (event) => event.preventDefault() });
    for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": `${this.id}-list`, "aria-autocomplete": "list" })) input.setAttribute(key, value);
    if (!this.option.autocomplete) input.placeholder = "Choose";
    input.addEventListener("input", () => { this.value = null; this.tell(""); this.look(true); });
    input.addEventListener("focus", () => this.look(false));
    input.addEventListener("blur", () => this.shut());
    input.addEventListener("keydown", (event) => this.key(event));
    return input;
  }

  focus() {
    this.input.focus();
  }

  tell(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
    return !text;
  }

  look(typed) {
    clearTimeout(this.timer);
    if (!this.option.autocomplete) {
      const text = this.value === null && typed ? this.input.value : "";
      this.show(filterChoices(this.known(), text).slice(0, 50));
      return;
    }
    const turn = (this.turn += 1);
    this.timer = setTimeout(async () => {
      let found = null;
      try {
        found = await complete(this.bar.channel.id, this.bar.chosen.command, this.bar.options(this.option.name).given);
      } catch {
        found = null;
      }
      if (turn !== this.turn || document.activeElement !== this.input) return;
      if (found) this.show(found.map((one) => ({ value: one.value, label: one.name })), "Nothing to offer for that");
      else this.show([], "The bot has nothing to offer just now");
    }, typed ? WAIT : 0);
  }

  known() {
    const { option } = this;
    if (option.choices?.length) return option.choices.map((one) => ({ value: one.value, label: one.name }));
    switch (option.type) {
      case T.BOOLEAN: return [{ value: true, label: "Yes" }, { value: false, label: "No" }];
      case T.USER: return peopleChoices();
      case T.ROLE: return roleChoices();
      case T.CHANNEL: return channelChoices(option.channel_types);
      default: return [...peopleChoices(), ...roleChoices()];
    }
  }

  show(choices, empty = "Nothing fits") {
    this.shown = choices;
    this.active = choices.length ? 0 : -1;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.draw(empty);
  }

  draw(empty = "") {
    const rows = this.shown.map((choice, at) => {
      const row = choiceRow(choice, { id: `${this.id}-${at}`, selected: at === this.active, active: at === this.active });
      row.addEventListener("click", () => this.choose(choice));
      return row;
    });
    this.list.replaceChildren(...(rows.length ? rows : [h("div.choices-empty", {}, empty)]));
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    this.list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  shut() {
    clearTimeout(this.timer);
    this.turn += 1;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(choice) {
    this.value = choice.value;
    this.input.value = choice.label;
    this.shut();
    this.tell("");
    const left = [...this.bar.fields.values()].find((one) => one.option.required && !one.filled);
    if (left) left.focus();
  }

  key(event) {
    if (this.list.hidden) {
      if (event.key === "ArrowDown") { event.preventDefault(); this.look(true); }
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      event.preventDefault();
      this.active = (this.active + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.shown[this.active] && (this.value === null || event.key === "Enter")) {
      const typed = this.input.value.trim();
      // Tab past a field that was left empty leaves it empty.
      if (event.key === "Tab" && !typed) return;
      if (this.value !== null && this.input.value === this.shown[this.active].label) return;
      event.preventDefault();
      this.choose(this.shown[this.active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.shut();
    }
  }

  /** Give the option as it is sent, or null where nothing was given. */
  told(focused, files) {
    const { name, type } = this.option;
    if (type === T.FILE) {
      if (!this.file) return null;
      files.push(this.file);
      return { name, type, value: String(files.length - 1) };
    }
    const typed = this.input.value;
    if (focused) return { name, type, value: typed, focused: true };
    const value = this.value ?? this.read(typed);
    return value === null || value === "" ? null : { name, type, value };
  }

  /** Read what was typed where nothing was chosen. */
  read(typed) {
    const text = typed.trim();
    if (!text) return null;
    const { option } = this;
    if (this.listed && !option.autocomplete) return this.known().find((one) => one.label.toLowerCase() === text.toLowerCase())?.value ?? null;
    if (option.type === T.INTEGER || option.type === T.NUMBER) return Number(text.replace(",", "."));
    return text;
  }

  check() {
    const { option } = this;
    if (option.type === T.FILE) return this.tell(option.required && !this.file ? "Please choose a file" : "");
    const text = this.input.value.trim();
    if (!text) return this.tell(option.required ? "This is needed" : "");
    const value = this.value ?? this.read(text);
    if (value === null) return this.tell("Please choose from the list");
    if (option.type === T.INTEGER && !Number.isInteger(value)) return this.tell("A whole number, please");
    if (option.type === T.NUMBER && Number.isNaN(value)) return this.tell("A number, please");
    if (option.min_value !== undefined && value < option.min_value) return this.tell(`No less than ${option.min_value}`);
    if (option.max_value !== undefined && value > option.max_value) return this.tell(`No more than ${option.max_value}`);
    if (option.min_length && text.length < option.min_length) return this.tell(`At least ${option.min_length} characters`);
    if (option.max_length && text.length > option.max_length) return this.tell(`No more than ${option.max_length} characters`);
    return this.tell("");
  }
}
