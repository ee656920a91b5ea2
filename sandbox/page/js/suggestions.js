// The list above the composer as one types: commands after /, people after @, places after #, emoji after a colon.

import { channelChoices, peopleChoices, roleChoices } from "./choices.js";
import { flatten } from "./commands.js";
import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { choiceRow, filterChoices } from "./picker.js";
import { nameOf, userOf } from "./store.js";

const SHOWN = 60;

/** Suggests while one types in an input; keeps to the keyboard, as in any combobox. */
export class Suggestions {
  constructor(input, { commands, onCommand }) {
    Object.assign(this, { input, commands, onCommand, shown: [], active: 0, asked: 0 });
    this.list = h("div.choices", { role: "listbox", id: "suggestions", "aria-label": "Suggestions" });
    this.box = h("div.suggestions", { hidden: true, onmousedown: (event) => event.preventDefault() }, this.list);
  }

  /** Look at what was typed and suggest, or be gone. */
  async look() {
    if (!this.box.isConnected) this.input.parentElement.before(this.box);
    const before = this.input.value.slice(0, this.input.selectionStart);
    const turn = (this.asked += 1);
    const found = await this.find(before);
    if (turn !== this.asked) return;
    this.shown = found.slice(0, SHOWN);
    this.active = 0;
    this.draw();
  }

  async find(before) {
    const slash = /^\/([^\n]*)$/.exec(before);
    if (slash) return this.findCommands(slash[1]);
    const at = /(?:^|\s)@([\p{L}\p{N}_. ]{0,24})$/u.exec(before);
    if (at && !/\s\S*\s/.test(at[1])) {
      const all = [...peopleChoices(), ...roleChoices().filter((one) => !one.label.startsWith("@everyone"))];
      return filterChoices(all, at[1]).slice(0, 8).map((one) => ({ ...one, put: one.role ? `<@&${one.value}> ` : `<@${one.value}> `, length: at[1].length + 1 }));
    }
    const hash = /(?:^|\s)#([\p{L}\p{N}_-]{0,40})$/u.exec(before);
    if (hash) return filterChoices(channelChoices(), hash[1]).slice(0, 8).map((one) => ({ ...one, put: `<#${one.value}> `, length: hash[1].length + 1 }));
    const colon = /(?:^|\s):(\w{2,20})$/.exec(before);
    if (colon) return EMOJI.filter((one) => one.words.includes(colon[1].toLowerCase())).slice(0, 8).map((one) => ({ label: one.words, emoji: one.emoji, put: `${one.emoji} `, length: colon[1].length + 1 }));
    return [];
  }

  async findCommands(typed) {
    const wanted = typed.toLowerCase().trim();
    const all = flatten(await this.commands());
    const fits = (one) => one.path.includes(wanted) || (wanted.length > 2 && one.description.toLowerCase().includes(wanted));
    const rank = (one) => (one.path.startsWith(wanted) ? 0 : one.path.split(" ").some((word) => word.startsWith(wanted)) ? 1 : 2);
    const found = all.filter(fits).sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
    return found.map((one) => ({ label: `/${one.path}`, hint: one.description, command: one, user: userOf(one.command.application_id), side: nameOf(userOf(one.command.application_id)) }));
  }

  draw() {
    this.box.hidden = !this.shown.length;
    this.input.setAttribute("aria-expanded", String(this.shown.length > 0));
    this.input.setAttribute("aria-controls", "suggestions");
    if (!this.shown.length) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.list.replaceChildren(...this.shown.map((choice, at) => {
      const row = choiceRow(choice, { id: `suggestion-${at}`, selected: at === this.active, active: at === this.active });
      if (choice.side) row.append(h("span.choice-side", {}, choice.side));
      row.addEventListener("click", () => this.choose(choice));
      return row;
    }));
    this.input.setAttribute("aria-activedescendant", `suggestion-${this.active}`);
    this.list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  /** Take a key if it is meant for the list; tells whether it was. */
  key(event) {
    if (this.box.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.active = (this.active + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter" || event.key === "Tab") {
      if (event.shiftKey) return false;
      this.choose(this.shown[this.active]);
    } else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  choose(choice) {
    this.close();
    if (choice.command) {
      this.onCommand(choice.command);
      return;
    }
    const end = this.input.selectionStart;
    this.input.setRangeText(choice.put, end - choice.length, end, "end");
    this.input.focus();
  }

  close() {
    this.asked += 1;
    this.shown = [];
    this.draw();
  }
}
