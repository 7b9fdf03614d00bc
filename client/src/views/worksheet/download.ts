// Handing a file to the browser.

/** Offers `content` as a JSON file of that name; it never leaves this device. */
export function download(name: string, content: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of the file once the click was handled.
  setTimeout(() => { URL.revokeObjectURL(address); });
}
