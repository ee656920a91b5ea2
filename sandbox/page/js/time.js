// Times as people read them, in the viewer's zone and language.

let ahead = 0;

/** Give the present moment by the sandbox's clock. */
export const now = () => new Date(Date.now() + ahead);

/** Note by how many seconds the sandbox's clock is ahead of this machine's. */
export function setAhead(seconds) {
  ahead = seconds * 1000;
}

const language = navigator.language || "en-GB";
const formats = {
  a: { weekday: "short", day: "numeric", month: "short" },
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  d: { day: "2-digit", month: "2-digit", year: "numeric" },
  D: { day: "numeric", month: "long", year: "numeric" },
  f: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  F: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
};

/** Write a time in one of Discord's styles (t T d D f F R), or as a short day (a). */
export function show(date, style = "f") {
  if (Number.isNaN(date.getTime())) return "an impossible time";
  if (style === "R") return relative(date);
  return new Intl.DateTimeFormat(language, formats[style] || formats.f).format(date);
}

/** Write the whole of a time, zone included, for a title. */
export function whole(date) {
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(language, { ...formats.F, timeZoneName: "short" }).format(date);
}

const STEPS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** Write how long ago or ahead a time is. */
export function relative(date) {
  const seconds = Math.round((date.getTime() - now().getTime()) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) || STEPS.at(-1);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** Tell whether two times are on the same day here. */
export const sameDay = (a, b) => a.toDateString() === b.toDateString();

/** Write when a message was sent: today's by the hour, yesterday's so, others with their date. */
export function sent(date) {
  const yesterday = now();
  yesterday.setDate(yesterday.getDate() - 1);
  if (sameDay(date, now())) return show(date, "t");
  if (sameDay(date, yesterday)) return `Yesterday at ${show(date, "t")}`;
  return `${show(date, "d")} ${show(date, "t")}`;
}

/** Give the moment an id was made. */
export const momentOf = (id) => new Date(Number(BigInt(id) >> 22n) + 1420070400000);
