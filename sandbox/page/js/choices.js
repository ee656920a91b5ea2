// What can be chosen where people, roles or channels are asked for: in menus, forms and command options.

import { isThread, nameOf, store } from "./store.js";
import { iconOf } from "./writing.js";

/** List the members, those with the newest talk not before others: by name. */
export function peopleChoices() {
  const found = [...store.members.values()].map(({ user }) => ({ value: user.id, label: nameOf(user), hint: `@${user.username}`, user }));
  return found.sort((a, b) => a.label.localeCompare(b.label));
}

/** List the roles, @everyone last. */
export function roleChoices() {
  const found = [...store.roles.values()].sort((a, b) => b.position - a.position);
  return found.map((role) => ({ value: role.id, label: role.name.startsWith("@") ? role.name : `@${role.name}`, role }));
}

/** List the channels the person sees, of the kinds asked for (any where none is told). */
export function channelChoices(kinds) {
  const found = [...store.channels.values()].filter((one) => (kinds?.length ? kinds.includes(one.type) : one.type !== 4));
  found.sort((a, b) => Number(isThread(a)) - Number(isThread(b)) || (a.position ?? 0) - (b.position ?? 0));
  const above = (one) => store.channels.get(one.parent_id)?.name;
  return found.map((one) => ({ value: one.id, label: one.name, hint: above(one) || "", icon: iconOf(one) }));
}

/** List what a menu offers. */
export function choicesFor(part) {
  switch (part.type) {
    case 3: return (part.options || []).map((one) => ({ value: one.value, label: one.label, hint: one.description || "", emoji: one.emoji?.name }));
    case 5: return peopleChoices();
    case 6: return roleChoices();
    case 7: return [...peopleChoices(), ...roleChoices()];
    default: return channelChoices(part.channel_types);
  }
}
