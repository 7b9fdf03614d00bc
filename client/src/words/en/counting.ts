// Numbers in words: places in line, people, minutes.
const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
export const ordinal = (position: number) => ordinals[position - 1] ?? `number ${position}`;
export const nth = (position: number) => `${position}${["st", "nd", "rd"][position - 1] ?? "th"}`;
export const people = (count: number) => (count === 1 ? "1 person" : `${count} people`);
export const minutes = (count: number) => (count < 1 ? "just now" : `${count} min`);
