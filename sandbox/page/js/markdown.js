// Discord's markdown, read into a tree of plain objects. No DOM here: see writing.js for the nodes.

const INLINE = [
  ["escape", /^\\([^0-9A-Za-z\s])/],
  ["code", /^(`+)([\s\S]*?[^`])\1(?!`)/],
  ["user", /^<@!?(\d+)>/],
  ["role", /^<@&(\d+)>/],
  ["channel", /^<#(\d+)>/],
  ["command", /^<\/([^:>]+):(\d+)>/],
  ["emoji", /^<(a?):(\w+):(\d+)>/],
  ["time", /^<t:(-?\d{1,15})(?::([tTdDfFR]))?>/],
  ["everyone", /^@(everyone|here)\b/],
  ["masked", /^\[((?:\[[^\]]*\]|[^[\]])+)\]\(\s*<?(https?:\/\/[^\s<>]*?(?:\([^\s()]*\)[^\s<>()]*?)*)>?(?:\s+"[^"]*")?\s*\)/],
  ["quiet", /^<(https?:\/\/[^\s<>]+)>/],
  ["link", /^https?:\/\/[^\s<]+[^\s<.,:;"')\]!?*_~|]/],
  ["spoiler", /^\|\|([\s\S]+?)\|\|/],
  ["strong", /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/],
  ["under", /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/],
  ["em", /^\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])+?)(?<!\s)\*(?!\*)/],
  ["em", /^_((?:__|\\[\s\S]|[^_\\])+?)_(?![\w])/],
  ["strike", /^~~(?=\S)([\s\S]*?\S)~~/],
];
const NESTED = new Set(["spoiler", "strong", "under", "em", "strike"]);
const PLAIN = /^[^\\`<@[|*_~h\n]+|^h(?!ttps?:\/\/)/;

/** Read text that stands on one line or several, without blocks. */
export function inline(text, depth = 0) {
  const out = [];
  let rest = text;
  let before = "";
  while (rest) {
    const plain = PLAIN.exec(rest);
    if (plain) {
      push(out, plain[0]);
      before = plain[0].at(-1);
      rest = rest.slice(plain[0].length);
      continue;
    }
    const found = depth < 12 ? match(rest, before) : null;
    if (found) {
      const [type, groups] = found;
      out.push(node(type, groups, depth));
      rest = rest.slice(groups[0].length);
      before = groups[0].at(-1);
    } else {
      before = rest[0];
      push(out, rest[0]);
      rest = rest.slice(1);
    }
  }
  return out;
}

function match(rest, before) {
  for (const [type, pattern] of INLINE) {
    if (type === "em" && rest[0] === "_" && /\w/.test(before)) continue;
    const groups = pattern.exec(rest);
    if (groups) return [type, groups];
  }
  return null;
}

function push(out, text) {
  const last = out.at(-1);
  if (last?.type === "text") last.text += text;
  else out.push({ type: "text", text });
}

function node(type, groups, depth) {
  if (NESTED.has(type)) return { type, children: inline(groups[1], depth + 1) };
  switch (type) {
    case "escape": return { type: "text", text: groups[1] };
    case "code": return { type, text: groups[2].trim() || groups[2] };
    case "masked": return { type: "link", url: groups[2], children: inline(groups[1], depth + 1) };
    case "quiet": return { type: "link", url: groups[1], children: [{ type: "text", text: groups[1] }] };
    case "link": return { type, url: groups[0], children: [{ type: "text", text: groups[0] }] };
    case "time": return { type, seconds: Number(groups[1]), style: groups[2] || "f" };
    case "emoji": return { type, name: groups[2], id: groups[3] };
    case "command": return { type, name: groups[1] };
    case "everyone": return { type, name: groups[1] };
    default: return { type, id: groups[1] };
  }
}

const FENCE = /^```(?:([\w+#.-]{1,20})\n)?([\s\S]*?)```\n?/;
const LINE_START = /^(?:>>> |> |#{1,3} |-# |\s*(?:[-*]|\d{1,9}\.) )/;

/** Read a whole text: blocks, with their inline parts. */
export function blocks(text, depth = 0) {
  const out = [];
  let rest = text.replace(/\r\n?/g, "\n");
  let plain = "";
  const flush = () => {
    if (plain) out.push({ type: "lines", children: inline(plain) });
    plain = "";
  };
  let start = true;
  while (rest) {
    const fence = FENCE.exec(rest);
    if (fence && fence[2].trim()) {
      flush();
      out.push({ type: "fence", language: fence[1] || "", text: fence[2].replace(/^\n|\n$/g, "") });
      rest = rest.slice(fence[0].length);
      start = true;
      continue;
    }
    if (start && LINE_START.test(rest) && depth < 3) {
      const [block, length] = blockAt(rest, depth);
      if (block) {
        if (plain.endsWith("\n")) plain = plain.slice(0, -1);
        flush();
        out.push(block);
        rest = rest.slice(length);
        continue;
      }
    }
    const end = nextStop(rest);
    plain += rest.slice(0, end);
    rest = rest.slice(end);
    start = plain.endsWith("\n");
  }
  flush();
  return out;
}

/** Where plain text ends: after this line, or before a fence or a code span's end in it. */
function nextStop(rest) {
  const code = /^[^\n`]*(`{1,2})(?!`)[\s\S]*?\1/.exec(rest);
  if (code && code[0].includes("\n")) return code[0].length;
  const fence = rest.indexOf("```", 1);
  const line = rest.indexOf("\n") + 1 || rest.length;
  return fence > 0 && fence < line ? fence : line;
}

function lineAt(rest) {
  const end = rest.indexOf("\n");
  return end < 0 ? [rest, rest.length] : [rest.slice(0, end), end + 1];
}

function blockAt(rest, depth) {
  if (rest.startsWith(">>> ")) return [{ type: "quote", children: blocks(rest.slice(4), depth + 1) }, rest.length];
  if (rest.startsWith("> ")) return gather(rest, /^> ?(?=.|$)/, (text) => ({ type: "quote", children: blocks(text, depth + 1) }));
  const [line, length] = lineAt(rest);
  const heading = /^(#{1,3}) +(.+?)(?: +#*)?$/.exec(line);
  if (heading) return [{ type: "heading", level: heading[1].length, children: inline(heading[2]) }, length];
  const small = /^-# +(.+)$/.exec(line);
  if (small) return [{ type: "small", children: inline(small[1]) }, length];
  return listAt(rest);
}

function gather(rest, mark, make) {
  const lines = [];
  let at = 0;
  while (at < rest.length) {
    const [line, length] = lineAt(rest.slice(at));
    if (!mark.test(line) || (!line.startsWith("> ") && line !== ">")) break;
    lines.push(line.replace(mark, ""));
    at += length;
  }
  return [make(lines.join("\n")), at];
}

function listAt(rest) {
  const items = [];
  let at = 0;
  let ordered = null;
  let first = 1;
  while (at < rest.length) {
    const [line, length] = lineAt(rest.slice(at));
    const item = /^(\s*)([-*]|\d{1,9}\.) +(.+)$/.exec(line);
    if (item) {
      const level = Math.min(4, Math.floor(item[1].length / 2));
      const number = /^\d/.test(item[2]);
      if (ordered === null) [ordered, first] = [number, Number.parseInt(item[2], 10) || 1];
      else if (level === 0 && number !== ordered) break;
      items.push({ level: items.length ? level : 0, text: item[3] });
    } else if (items.length && /^ {2,}\S/.test(line)) items.at(-1).text += `\n${line.trim()}`;
    else break;
    at += length;
  }
  if (!items.length) return [null, 0];
  return [{ type: "list", ordered, first, items: items.map((one) => ({ level: one.level, children: inline(one.text) })) }, at];
}

/** Tell whether a text is nothing but a few emoji, which are then shown large. */
export function onlyEmoji(text) {
  const bare = text.replace(/<a?:\w+:\d+>/g, "🙂").trim();
  return bare.length > 0 && bare.length < 60 && /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*|\p{Regional_Indicator}{2}|\s)+$/u.test(bare);
}
