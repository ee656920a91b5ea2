// A small set of emoji to react with, by group, each with words to find it by.

const SETS = {
  "Often used": "👍 thumbs up yes agree|❤️ heart love|🎉 party celebrate hooray|👀 eyes looking|🙏 thanks please pray|✅ check done yes|🤔 thinking hmm|💡 idea bulb|👏 clap well done|🙌 hands hooray",
  People: "😀 grin happy|😄 smile happy|😂 joy laugh tears|🙂 slight smile|😉 wink|😊 blush glad|😍 heart eyes|😎 cool sunglasses|😅 sweat relief|😢 cry sad|😭 sob|😡 angry|😱 scream shock|😴 sleep tired|🤗 hug|🤝 handshake deal|🤞 fingers crossed luck|👋 wave hello|👎 thumbs down no|👌 ok|✌️ peace|💪 strong arm|🫶 heart hands|🤷 shrug|🧠 brain|🫡 salute",
  "Things and signs": "🔥 fire hot|⭐ star|✨ sparkles|💯 hundred full|❓ question|❗ important|❌ no cross|⚠️ warning|📌 pin|📎 clip|📝 note write|📈 chart up|📉 chart down|📊 bar chart|📅 calendar date|⏰ alarm clock|⏳ hourglass waiting|🔁 repeat again|🔗 link|🔒 lock private|🗳️ vote ballot|🏥 hospital|💊 pill medicine|🩺 stethoscope|🚑 ambulance|☕ coffee tea|🍰 cake|🌱 seedling grow|🌈 rainbow|☀️ sun|🚀 rocket launch|🎯 target aim|🏆 trophy|🧩 puzzle piece|🛠️ tools fix",
};

/** All emoji of the picker: `{ emoji, words, group }`. */
export const EMOJI = Object.entries(SETS).flatMap(([group, text]) => text.split("|").map((one) => {
  const [emoji, ...words] = one.split(" ");
  return { emoji, words: words.join(" "), group };
}));

/** Give the short name of an emoji, for those who listen. */
export const wordsOf = (emoji) => EMOJI.find((one) => one.emoji === emoji)?.words || emoji;
