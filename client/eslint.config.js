// What a reader of the client may rely on: checked types, reachable controls, honest hooks, and doors that stay shut.
import js from "@eslint/js";
import accessibility from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import globals from "globals";
import typescript from "typescript-eslint";

/** Names that may not be used in a view, with the reason shown to whoever tries. */
const onlyInMedia = [
  { name: "RTCPeerConnection", message: "Only src/media/ speaks WebRTC." },
];

/** The Content Security Policy refuses these at run time; the linter says so earlier. */
const refusedByPolicy = [
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: "Trusted Types refuse raw HTML.",
  },
  {
    selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML|srcdoc)$/]",
    message: "Trusted Types refuse raw HTML.",
  },
];

const noMediaOutsideMedia = {
  selector: "MemberExpression[property.name=/^(getUserMedia|getDisplayMedia)$/]",
  message: "Only src/media/ opens devices.",
};

export default typescript.config(
  { ignores: ["dist/", "node_modules/", "python/", "src/protocol.ts"] },
  js.configs.recommended,
  typescript.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  accessibility.flatConfigs.strict,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-restricted-globals": ["error", ...onlyInMedia],
      "no-restricted-syntax": ["error", ...refusedByPolicy, noMediaOutsideMedia],
    },
  },
  {
    files: ["src/media/**", "tests/**"],
    rules: {
      "no-restricted-globals": "off",
      "no-restricted-syntax": ["error", ...refusedByPolicy],
    },
  },
  {
    files: ["eslint.config.js"],
    extends: [typescript.configs.disableTypeChecked],
    languageOptions: { globals: globals.node, parserOptions: { projectService: false } },
  },
);
