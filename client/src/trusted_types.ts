// The page is served with Trusted Types required: no text may become markup or script. Libraries that clear an element
// by setting its markup to nothing are let through; anything else is refused.

interface TrustedTypes {
  createPolicy: (name: "default", rules: { createHTML: (text: string) => string }) => unknown;
}

/** Call before anything draws. Browsers without Trusted Types have nothing to forbid. */
export function forbidMarkup(): void {
  const { trustedTypes } = window as Window & { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy("default", {
    createHTML: (text) => {
      if (text !== "") throw new TypeError("this page sets no markup");
      return text;
    },
  });
}
