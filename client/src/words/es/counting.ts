// Numbers in words, in Spanish: places in line, people, minutes.
export const ordinals = ["1.º", "2.º", "3.º", "4.º", "5.º", "6.º", "7.º", "8.º", "9.º", "10.º"];
export const place = (position: number) => `lugar ${ordinals[position - 1] ?? position}`;
export const people = (count: number) => (count === 1 ? "1 persona" : `${count} personas`);
export const minutes = (count: number) => (count < 1 ? "ahora mismo" : `${count} min`);
