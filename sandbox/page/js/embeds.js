// What hangs below a message's words: embeds, attachments, pictures from elsewhere.

import { h, icon } from "./dom.js";
import { sent } from "./time.js";
import { anchor, line, written } from "./writing.js";

/** Make an embed. */
export function embed(data) {
  const colour = typeof data.color === "number" ? `#${data.color.toString(16).padStart(6, "0")}` : null;
  const box = h("article.embed", { style: colour ? { "--stripe": colour } : {} });
  const words = h("div.embed-words");
  if (data.provider?.name) words.append(h("div.embed-provider", {}, data.provider.name));
  if (data.author?.name) words.append(h("div.embed-author", {}, linked(data.author.url, [data.author.name])));
  if (data.title) words.append(h("div.embed-title", {}, linked(data.url, line(data.title))));
  if (data.description) words.append(h("div.embed-text", {}, ...written(data.description)));
  if (data.fields?.length) words.append(fields(data.fields));
  box.append(words);
  if (data.thumbnail?.url) box.append(h("div.embed-thumbnail", {}, picture(data.thumbnail.url, data.thumbnail.description)));
  if (data.image?.url) box.append(h("div.embed-image", {}, picture(data.image.url, data.image.description)));
  const foot = [data.footer?.text, data.timestamp ? sent(new Date(data.timestamp)) : null].filter(Boolean);
  if (foot.length) box.append(h("div.embed-footer", {}, foot.join(" • ")));
  return box;
}

const linked = (url, children) => (url ? anchor(url, children) : h("span", {}, ...children));

function fields(list) {
  const grid = h("div.embed-fields");
  for (const field of list) {
    const cell = h("div.embed-field", { class: field.inline ? "inline" : "" });
    cell.append(h("div.embed-field-name", {}, ...line(field.name)), h("div.embed-field-value", {}, ...written(field.value)));
    grid.append(cell);
  }
  return grid;
}

/** Make a picture, if the sandbox holds it; else a link, as the page asks nobody else for anything. */
export function picture(url, description, files = []) {
  const path = local(url, files);
  if (path) return h("a.picture", { href: path, target: "_blank", rel: "noopener" }, h("img", { src: path, alt: description || "", loading: "lazy" }));
  let host = "elsewhere";
  try {
    host = new URL(url).hostname;
  } catch {
    // What is no address is named so.
  }
  return h("a.picture-away", { href: /^https?:/.test(url) ? url : null, target: "_blank", rel: "noopener noreferrer" }, icon("open"), `Picture at ${host}`);
}

/** Give the path of an address that the sandbox itself serves, or null. */
export function local(url, files = []) {
  const named = /^attachment:\/\/(.+)$/.exec(url);
  const wanted = named ? files.find((file) => file.filename === named[1])?.url : url;
  if (!wanted) return null;
  try {
    const target = new URL(wanted, location.href);
    const here = target.origin === location.origin || /\/attachments\//.test(target.pathname) && ["127.0.0.1", "localhost"].includes(target.hostname);
    return here ? target.pathname + target.search : null;
  } catch {
    return null;
  }
}

const SIZES = ["bytes", "KB", "MB", "GB"];

/** Write a size as people do. */
export function sizeOf(bytes) {
  const step = bytes > 0 ? Math.min(3, Math.floor(Math.log(bytes) / Math.log(1024))) : 0;
  return `${(bytes / 1024 ** step).toFixed(step && bytes / 1024 ** step < 10 ? 1 : 0)} ${SIZES[step]}`;
}

/** Make an attachment: a picture to look at, or a file to take. */
export function attachment(file) {
  const path = local(file.url);
  const spoiler = file.filename.startsWith("SPOILER_");
  if (path && /^image\/(png|jpe?g|gif|webp|avif)/.test(file.content_type || "") && !spoiler) {
    return h("div.attachment-picture", {}, picture(file.url, file.description || file.filename));
  }
  if (path && /^(audio|video)\//.test(file.content_type || "")) {
    const kind = file.content_type.startsWith("audio") ? "audio" : "video";
    return h("div.attachment-media", {}, h(kind, { src: path, controls: true, preload: "metadata" }), h("div.small", {}, file.filename));
  }
  const name = path ? h("a", { href: path, download: file.filename }, file.filename) : h("span", {}, file.filename);
  return h("div.attachment", {}, icon("file"), h("div", {}, name, h("div.small", {}, sizeOf(file.size || 0))));
}
