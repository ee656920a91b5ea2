// Talking to the member API as one person.

export class Refused extends Error {
  constructor(status, body) {
    super(body?.message || `The sandbox answered ${status}`);
    this.status = status;
    this.code = body?.code ?? 0;
    this.errors = body?.errors;
  }

  /** What is wrong, in words, the first fault of a form included. */
  get told() {
    const first = deepest(this.errors);
    return first ? `${this.message}: ${first}` : this.message;
  }
}

function deepest(tree) {
  if (!tree || typeof tree !== "object") return null;
  if (Array.isArray(tree._errors) && tree._errors.length) return tree._errors[0].message;
  for (const branch of Object.values(tree)) {
    const found = deepest(branch);
    if (found) return found;
  }
  return null;
}

let acting = null;

/** Choose whom the next requests are made by. */
export function actAs(id) {
  acting = id;
}

/** Send one request; gives the JSON of the answer, null where there is none; throws Refused. */
export async function ask(method, path, body, files) {
  const headers = acting ? { "X-Acting-As": acting } : {};
  let sent;
  if (files?.length) {
    sent = new FormData();
    sent.append("payload_json", new Blob([JSON.stringify(body ?? {})], { type: "application/json" }));
    files.forEach((file, at) => sent.append(`files[${at}]`, file, file.name));
  } else if (body !== undefined && body !== null) {
    headers["Content-Type"] = "application/json";
    sent = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/sandbox${path}`, { method, headers, body: sent });
  } catch {
    throw new Refused(0, { message: "The sandbox does not answer. Is it still running?" });
  }
  const text = await response.text();
  let told = null;
  try {
    told = text ? JSON.parse(text) : null;
  } catch {
    told = { message: text.slice(0, 200) };
  }
  if (!response.ok) throw new Refused(response.status, told);
  return told;
}

export const get = (path) => ask("GET", path);
export const post = (path, body, files) => ask("POST", path, body ?? {}, files);
export const put = (path, body) => ask("PUT", path, body);
export const patch = (path, body) => ask("PATCH", path, body);
export const remove = (path) => ask("DELETE", path);

/** Listen to all that the acting person may see; the browser reconnects by itself. Gives a function that stops. */
export function listen(id, { onevent, onopen, onlost }) {
  let source;
  let timer;
  let first = true;
  function open() {
    source = new EventSource(`/sandbox/events?as=${encodeURIComponent(id)}`);
    source.addEventListener("ready", () => {
      onopen(!first);
      first = false;
    });
    source.onmessage = (message) => {
      const { t, d } = JSON.parse(message.data);
      onevent(t, d);
    };
    source.onerror = () => {
      onlost();
      // A browser gives up for good on some failures (a refused connection): then we begin again ourselves.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 1500);
    };
  }
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
