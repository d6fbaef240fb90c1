// How long each stage of a turn took, one after the other, from the end of speech to the first sound.

import { element } from "./elements.js";

const STAGES = ["endpoint", "transcribe", "agent", "first_audio"];

/** Return the stages of a turn with their times; null if it had none. */
export function waterfall(morgan, texts) {
  const stages = STAGES.filter((stage) => stage in morgan.timings);
  const total = stages.reduce((sum, stage) => sum + morgan.timings[stage], 0);
  if (stages.length === 0 || total === 0) return null;
  const until = texts.say("first_audio" in morgan.timings ? "waterfall.until_sound" : "waterfall.until_answer");
  const summary = element(
    "summary", {},
    strip(stages, morgan.timings, total),
    element("span", {}, texts.say("waterfall.summary", { time: texts.milliseconds(total), until })),
  );
  return element("details", { class: "waterfall" }, summary, rows(stages, morgan.timings, total, texts), why(morgan, texts));
}

function strip(stages, timings, total) {
  const parts = stages.map((stage) => {
    const part = element("span", { class: `stage ${stage}` });
    part.style.flexGrow = String(timings[stage] / total);
    return part;
  });
  return element("span", { class: "strip", "aria-hidden": "true" }, ...parts);
}

function rows(stages, timings, total, texts) {
  let begin = 0;
  const made = stages.map((stage) => {
    const bar = element("span", { class: `stage ${stage}` });
    bar.style.marginInlineStart = `${(begin / total) * 100}%`;
    bar.style.inlineSize = `${(timings[stage] / total) * 100}%`;
    begin += timings[stage];
    return element(
      "tr", {},
      element("th", { scope: "row" }, texts.say(`stage.${stage}`)),
      element("td", { class: "track", "aria-hidden": "true" }, bar),
      element("td", {}, texts.milliseconds(timings[stage])),
    );
  });
  return element("table", { "aria-label": texts.say("waterfall.label") }, element("tbody", {}, ...made));
}

function why({ heard, taken, because, path }, texts) {
  const parts = [texts.say("waterfall.path", { path })];
  if (heard) parts.unshift(texts.say("waterfall.taken", { heard, taken, because }));
  return element("p", {}, parts.join(" "));
}
