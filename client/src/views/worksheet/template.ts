// Templates as the request `GetTemplates` tells them, and what the text of a field means by its kind.
import type { FieldId, TemplateId, Worksheet } from "../../protocol";

export type FieldKind = "text" | "long_text" | "scale" | "choice" | "list";

export interface TemplateField {
  field_id: FieldId;
  kind: FieldKind;
  ask: string;
  hint: string | null;
  /** The words at the ends of a scale. */
  lowest: string | null;
  highest: string | null;
  /** Of a list. */
  most_items: number | null;
  /** Of a choice. */
  options: { option_id: string; label: string }[];
}

export interface Template {
  template_id: TemplateId;
  version: number;
  minutes: number;
  title: string;
  purpose: string;
  fields: TemplateField[];
}

export const SCALE_MOST = 10;

/** The newest version of each template, by title: those that can be opened. */
export function newest(templates: readonly Template[]): Template[] {
  const found = new Map<TemplateId, Template>();
  for (const template of templates) {
    const known = found.get(template.template_id);
    if (!known || known.version < template.version) found.set(template.template_id, template);
  }
  return [...found.values()].sort((a, b) => a.title.localeCompare(b.title));
}

/** The template of a sheet on the table; with its bare field ids if this server no longer has that version. */
export function templateOf(worksheet: Worksheet, templates: readonly Template[]): Template {
  const known = templates.find(
    (template) =>
      template.template_id === worksheet.template_id && template.version === worksheet.template_version,
  );
  return known ?? {
    template_id: worksheet.template_id,
    version: worksheet.template_version,
    minutes: 0,
    title: worksheet.template_id,
    purpose: "",
    fields: worksheet.fields.map((field_id) => ({
      field_id, kind: "long_text", ask: field_id, hint: null, lowest: null, highest: null, most_items: null, options: [],
    })),
  };
}

/**
 * The last line that says something. Two people who set a scale of a shared sheet at the same moment leave two lines; so
 * all read the same one.
 */
export function lastLine(value: string): string {
  return value.split("\n").map((line) => line.trim()).filter(Boolean).at(-1) ?? "";
}

/** What a scale was set to, or null while it is not set. */
export function scaleValue(value: string): number | null {
  const line = lastLine(value);
  const number = /^\d{1,2}$/.test(line) ? Number(line) : NaN;
  return number <= SCALE_MOST ? number : null;
}

/** The answer as a person reads it: an option's label, a scale's number, else the text itself. */
export function spoken(field: TemplateField, value: string): string {
  if (field.kind === "choice") {
    const chosen = lastLine(value);
    return field.options.find((option) => option.option_id === chosen)?.label ?? chosen;
  }
  return field.kind === "scale" ? lastLine(value) : value.trim();
}
