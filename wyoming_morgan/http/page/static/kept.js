// What the browser keeps. The key and the conversation go with the tab; settings stay.

const KEY = "morgan.key";
const TURNS = "morgan.turns";
const SETTINGS = "morgan.settings";

function read(storage, name, otherwise) {
  try {
    return JSON.parse(storage().getItem(name)) ?? otherwise;
  } catch {
    return otherwise; // it may be forbidden, or hold something else
  }
}

function write(storage, name, value) {
  try {
    if (value === null) storage().removeItem(name);
    else storage().setItem(name, JSON.stringify(value));
  } catch {
    // private windows may refuse it: then it lasts as long as the page
  }
}

const forTab = () => sessionStorage;
const forGood = () => localStorage;

export const kept = {
  get key() { return read(forTab, KEY, ""); },
  set key(value) { write(forTab, KEY, value || null); },
  get turns() { return read(forTab, TURNS, []); },
  set turns(value) { write(forTab, TURNS, value.length ? value : null); },
  get settings() { return { aloud: true, handsFree: false, ...read(forGood, SETTINGS, {}) }; },
  set settings(value) { write(forGood, SETTINGS, value); },
};
