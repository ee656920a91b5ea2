// Where one writes: messages, replies, edits, files, and the way into commands.

import { attempt, changeThread, listCommands } from "./actions.js";
import { patch, post } from "./api.js";
import { CommandBar, flatten } from "./commands.js";
import { fill, h, icon, iconButton, toast } from "./dom.js";
import { sizeOf } from "./embeds.js";
import { lastOwn, shownNode } from "./log.js";
import { openEmoji } from "./reactions.js";
import { channelOf, isDm, isForum, isThread, KIND, may, mayWrite, nameOf, store } from "./store.js";
import { Suggestions } from "./suggestions.js";
import { plainly } from "./writing.js";

const MOST = 2000;
const drafts = new Map();
let now = null;

/** Draw the place to write in for a channel, or say why one can't write there. */
export function openComposer(channel) {
  if (now) drafts.set(now.draftKey, now.input.value);
  now = null;
  const box = document.getElementById("composer");
  if (!channel || channel.type === KIND.CATEGORY || isForum(channel)) return fill(box);
  if (!mayWrite(channel)) return fill(box, h("p.composer-shut", {}, icon("lock"), "You can read here, but not write."));
  if (channel.thread_metadata?.archived && channel.thread_metadata.locked) return fill(box, h("p.composer-shut", {}, icon("lock"), "This thread is closed and locked."));
  now = new Composer(channel);
  fill(box, now.node);
  now.resize();
  if (!matchMedia("(pointer: coarse)").matches) now.input.focus({ preventScroll: true });
  return undefined;
}

class Composer {
  constructor(channel) {
    this.channel = channel;
    this.draftKey = `${store.me.id}/${channel.id}`;
    this.files = [];
    this.reply = null;
    this.bar = h("div.reply-bar", { hidden: true });
    this.fileRow = h("ul.file-row", { hidden: true, "aria-label": "Files to send" });
    const where = isDm(channel) ? nameOf(channel.recipients?.[0]) : channel.name;
    this.input = h("textarea.composer-input", {
      rows: "1", placeholder: `Write to ${where}`, "aria-label": `Write to ${where}. Press / for commands.`, maxlength: "6000", dataset: { key: "composer" },
      role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-haspopup": "listbox", autocomplete: "off",
      oninput: () => this.changed(), onkeydown: (event) => this.key(event), onpaste: (event) => this.paste(event), onblur: () => setTimeout(() => this.suggestions.close(), 150),
    });
    this.input.value = drafts.get(this.draftKey) || "";
    this.suggestions = new Suggestions(this.input, { commands: () => listCommands(channel.id), onCommand: (chosen) => this.openCommand(chosen) });
    this.counter = h("span.composer-counter", { role: "status" });
    const chooser = h("input", { type: "file", multiple: true, hidden: true, onchange: (event) => { this.addFiles(event.target.files); event.target.value = ""; } });
    const attach = isDm(channel) || may("attach_files", channel.id) ? iconButton("plus", "Add a file", () => chooser.click()) : null;
    this.line = h("div.composer-line", {}, attach, this.input, h("div.composer-tools", {}, this.counter, iconButton("slash", "Use a command", () => this.slash()), iconButton("smile", "Add an emoji", (event) => openEmoji(event.currentTarget, (emoji) => this.insert(emoji)), { class: "emoji-button-tool" }), iconButton("send", "Send", () => this.send(), { class: "send-button" })));
    this.command = h("div.command-place");
    this.typing = h("div.typing", { "aria-live": "polite" });
    const archived = channel.thread_metadata?.archived;
    const note = archived ? h("div.composer-note", {}, icon("archive"), "This thread is archived. Writing in it opens it again.", h("button.link-button", { type: "button", onclick: () => changeThread(channel.id, { archived: false }) }, "Open it")) : null;
    this.node = h("div.composer-box", { ondragover: (event) => event.preventDefault(), ondrop: (event) => { event.preventDefault(); this.addFiles(event.dataTransfer.files); } }, note, this.command, this.bar, this.fileRow, this.line, chooser, this.typing);
  }

  slash() {
    this.input.value = "/";
    this.input.focus();
    this.changed();
  }

  insert(text) {
    this.input.focus();
    this.input.setRangeText(text, this.input.selectionStart, this.input.selectionEnd, "end");
    this.changed();
  }

  resize() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, window.innerHeight * 0.4)}px`;
  }

  changed() {
    this.resize();
    const length = this.input.value.length;
    this.counter.textContent = length > MOST - 200 ? String(MOST - length) : "";
    this.counter.classList.toggle("over", length > MOST);
    this.suggestions.look();
  }

  key(event) {
    if (event.isComposing || this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const own = lastOwn();
      if (own) {
        event.preventDefault();
        editInPlace(own);
      }
    } else if (event.key === "Escape" && this.reply) this.replyTo(null);
  }

  paste(event) {
    if (event.clipboardData.files.length) {
      event.preventDefault();
      this.addFiles(event.clipboardData.files);
    }
  }

  addFiles(list) {
    for (const file of list) {
      if (file.size > 10 * 1024 * 1024) toast(`${file.name} is larger than 10 MB`, "error");
      else if (this.files.length >= 10) toast("No more than ten files in a message", "error");
      else this.files.push(file);
    }
    this.drawFiles();
    this.input.focus();
  }

  drawFiles() {
    this.fileRow.hidden = !this.files.length;
    const drop = (file) => {
      this.files = this.files.filter((one) => one !== file);
      this.drawFiles();
      this.input.focus();
    };
    fill(this.fileRow, ...this.files.map((file) => h("li.file-chip", {}, icon("file"), h("span", {}, file.name), h("span.small", {}, sizeOf(file.size)), iconButton("close", `Leave out ${file.name}`, () => drop(file)))));
  }

  replyTo(message) {
    this.reply = message;
    this.bar.hidden = !message;
    if (message) fill(this.bar, icon("reply"), h("span", {}, "Replying to ", h("strong", {}, nameOf(message.author)), " ", h("span.message-quote", {}, plainly(message.content).slice(0, 120))), iconButton("close", "Don't reply", () => this.replyTo(null)));
    this.input.focus();
  }

  async send() {
    const content = this.input.value.trim();
    if (content.length > MOST) return toast(`A message has no more than ${MOST} characters`, "error");
    if (!content && !this.files.length) return undefined;
    if (content.startsWith("/") && !content.includes("\n")) {
      const found = flatten(await listCommands(this.channel.id)).find((one) => content.slice(1) === one.path);
      if (found) return this.openCommand(found);
    }
    const { value } = this.input;
    const { files, reply } = this;
    this.input.value = "";
    this.files = [];
    this.drawFiles();
    this.replyTo(null);
    this.changed();
    const sent = await attempt(() => post(`/channels/${this.channel.id}/messages`, { content, reply_to: reply?.id }, files));
    if (sent) return undefined;
    // What was refused is not lost.
    this.input.value = value;
    this.files = files;
    this.drawFiles();
    if (reply) this.replyTo(reply);
    this.changed();
    return undefined;
  }

  openCommand(chosen) {
    this.input.value = "";
    this.changed();
    const close = () => {
      fill(this.command);
      this.line.hidden = false;
      this.input.focus();
    };
    const bar = new CommandBar(this.channel, chosen, close);
    if (!chosen.options.length) {
      bar.run();
      return;
    }
    this.line.hidden = true;
    fill(this.command, bar.node);
    bar.focus();
  }
}

/** Change a message where it stands. */
export function editInPlace(message) {
  const node = shownNode(message.id);
  const text = node?.querySelector(".text");
  if (!text || node.querySelector(".edit-box")) return;
  const close = () => {
    box.remove();
    text.hidden = false;
    now?.input.focus();
  };
  const save = async () => {
    const content = input.value.trim();
    if (content && content !== message.content && !(await attempt(() => patch(`/channels/${message.channel_id}/messages/${message.id}`, { content })))) return;
    close();
  };
  const size = () => {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  };
  const input = h("textarea.composer-input", { rows: "1", "aria-label": "Change the message", maxlength: String(MOST), oninput: size });
  input.value = message.content;
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  });
  const box = h("div.edit-box", {}, input, h("div.small", {}, "Escape to ", h("button.link-button", { type: "button", onclick: close }, "cancel"), " • Enter to ", h("button.link-button", { type: "button", onclick: save }, "save")));
  text.after(box);
  text.hidden = true;
  size();
  input.focus();
  input.setSelectionRange(input.value.length, input.value.length);
  box.scrollIntoView({ block: "nearest" });
}

document.addEventListener("reply-to", (event) => {
  const channel = channelOf(event.detail.channel_id);
  if (now && channel?.id === now.channel.id) now.replyTo(event.detail);
});
document.addEventListener("edit-message", (event) => editInPlace(event.detail));
document.addEventListener("insert", (event) => now?.insert(event.detail));

let quiet = null;

/** Say who is writing. */
export function tellTyping(data) {
  if (!now || data.channel_id !== now.channel.id || data.user_id === store.me.id) return;
  now.typing.textContent = `${nameOf(store.users.get(data.user_id))} is typing…`;
  clearTimeout(quiet);
  quiet = setTimeout(() => { if (now) now.typing.textContent = ""; }, 8000);
}

/** Tell whether the composer of a place must be drawn anew after rights or the thread changed. */
export function composerState(channel) {
  return channel ? [channel.id, mayWrite(channel), isThread(channel) && channel.thread_metadata.archived, may("attach_files", channel.id), channel.name].join() : "";
}
