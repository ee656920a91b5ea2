// Bringing people into a thread.

import { lookAgain } from "./changes.js";
import { put } from "./api.js";
import { peopleChoices } from "./choices.js";
import { toast } from "./dom.js";
import { openPicker } from "./picker.js";
import { KIND, may, store } from "./store.js";

const OUT_OF_SIGHT = 50001;
const MOST = 10;

/** Tell whether one may bring others into a thread; a private one may be shut to that. */
export function mayInvite(thread) {
  if (thread.thread_metadata.archived || !may("send_messages_in_threads", thread.id)) return false;
  const shut = thread.type === KIND.PRIVATE && thread.thread_metadata.invitable === false;
  return !shut || thread.owner_id === store.me.id || may("manage_threads", thread.id);
}

/** Choose people beside a button, and bring them into a thread. */
export async function addPeople(thread, anchor) {
  const inside = new Set(thread.member_ids || []);
  const options = peopleChoices().filter((one) => !inside.has(one.value));
  const picked = await openPicker({ anchor, label: "Add people", options, most: MOST, search: true });
  for (const one of picked || []) {
    try {
      await put(`/channels/${thread.id}/members/${one.value}`);
    } catch (error) {
      const parent = store.channels.get(thread.parent_id)?.name || "the channel";
      toast(error.code === OUT_OF_SIGHT ? `${one.label} does not see ${parent}, so can't be added` : error.told, "error");
    }
  }
  lookAgain();
}
