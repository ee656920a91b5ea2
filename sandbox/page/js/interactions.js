// Beginning interactions, and what comes of them: forms open, failures are told where they happened.

import { post, Refused } from "./api.js";
import { announce, toast } from "./dom.js";
import { openForm } from "./form.js";
import { store, tell } from "./store.js";

const FAILED = "This interaction failed";

/** Send one interaction and deal with its outcome; gives the answer. */
async function begin(channelId, body, { files, messageId } = {}) {
  if (messageId) store.failed.delete(messageId);
  let told;
  try {
    told = await post(`/channels/${channelId}/interactions`, body, files);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    told = { outcome: "failed", error: error.told };
  }
  if (told.outcome === "failed") fail(channelId, messageId, told.error);
  if (told.outcome === "modal") openForm(told.modal, (components, files) => submit(channelId, told, { components, files }, messageId));
  return told;
}

function fail(channelId, messageId, why) {
  const words = why && why !== FAILED ? `${FAILED}: ${why}` : `${FAILED}: the bot did not answer in time`;
  if (messageId) {
    store.failed.set(messageId, words);
    tell("message", { channel: channelId, changed: messageId });
    announce(words);
  } else toast(words, "error");
}

/** Press a button or choose in a menu of a message. */
export function press(message, part, values) {
  const body = { type: 3, message_id: message.id, custom_id: part.custom_id, component_type: part.type };
  if (values) body.values = values;
  return begin(message.channel_id, body, { messageId: message.id });
}

/** Send a form; gives a sentence when it failed, so that the form can stay open with what was written. */
async function submit(channelId, opened, { components, files }, messageId) {
  const body = { type: 5, interaction_id: opened.interaction_id, custom_id: opened.modal.custom_id, components };
  try {
    const told = await post(`/channels/${channelId}/interactions`, body, files);
    if (told.outcome === "failed") return told.error && told.error !== FAILED ? told.error : "Something went wrong. Try again.";
    if (told.outcome === "modal") openForm(told.modal, (next, more) => submit(channelId, told, { components: next, files: more }, messageId));
  } catch (error) {
    return error.told || error.message;
  }
  return null;
}

/** Run a command that was chosen: slash, message or user. */
export function runCommand(channelId, command, { options = [], target, files } = {}) {
  const body = { type: 2, application_id: command.application_id, command_id: command.id, name: command.name, options };
  if (target) body.target_id = target;
  return begin(channelId, body, { files });
}

/** Ask the bot for choices as an option is typed. */
export async function complete(channelId, command, options) {
  const body = { type: 4, application_id: command.application_id, command_id: command.id, name: command.name, options };
  const told = await post(`/channels/${channelId}/interactions`, body);
  return told.outcome === "choices" ? told.choices || [] : null;
}
