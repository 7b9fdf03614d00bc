// The page is served with Trusted Types required: no text may become markup, and no address a script but our own files.
// Libraries that clear an element by setting its markup to nothing are let through; anything else is refused.

interface Rules {
  createHTML: (text: string) => string;
  createScriptURL: (address: string) => string;
}

interface TrustedTypes {
  createPolicy: (name: "default", rules: Rules) => unknown;
}

/** Call before anything draws. Browsers without Trusted Types have nothing to forbid. */
export function forbidMarkup(): void {
  const { trustedTypes } = window as Window & { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createHTML: (text) => {
      if (text !== "") throw new TypeError("this page sets no markup");
      return text;
    },
    // Workers, and the background blur, whose package loads its parts by script elements.
    createScriptURL: (address) => {
      if (!isOwnFile(address)) throw new TypeError("this page runs its own files alone");
      return address;
    },
  });
}

/** Built files and nothing else of this origin: what people upload is no script. */
function isOwnFile(address: string): boolean {
  const { origin, pathname } = new URL(address, document.baseURI);
  return origin === window.location.origin && pathname.startsWith("/assets/");
}
