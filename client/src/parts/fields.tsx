// Things to fill in. Label above, hint below, fault below with sign and words, kept until mended.
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  CheckboxButton,
  CheckboxField,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  RadioButton,
  RadioField,
  RadioGroup,
  Select as AriaSelect,
  SelectValue,
  SwitchButton,
  SwitchField,
  Text,
  TextArea,
  TextField,
} from "react-aria-components";
import { Icon } from "./icon";
import { CaretDownIcon, CheckIcon, WarningCircleIcon } from "./icons";

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  /** What is wrong and how to mend it; undefined when nothing is. */
  fault?: string | undefined;
  rows?: number;
  maxLength?: number;
  type?: "text" | "tel";
  autoComplete?: string;
  placeholder?: string;
  isRequired?: boolean;
}

export function Field({
  label,
  value,
  onChange,
  hint,
  fault,
  rows,
  type = "text",
  placeholder,
  ...rest
}: FieldProps) {
  const shown = placeholder === undefined ? {} : { placeholder };
  return (
    <TextField
      {...rest}
      className="field"
      type={type}
      value={value}
      onChange={onChange}
      isInvalid={fault !== undefined}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      {rows ? <TextArea className="input" rows={rows} {...shown} /> : <Input className="input" {...shown} />}
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="sign stop fault">
        <Icon of={WarningCircleIcon} />
        {fault}
      </FieldError>
    </TextField>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  options: readonly (readonly [Value, string])[];
  value: Value | null;
  onChange: (value: Value) => void;
  hint?: string;
}

/** One of a few, all of them in sight. */
export function Choice<Value extends string>({ label, options, value, onChange, hint }: ChoiceProps<Value>) {
  return (
    <RadioGroup
      className="choices"
      value={value}
      onChange={(chosen) => {
        onChange(chosen as Value);
      }}
    >
      <Label className="label">{label}</Label>
      {options.map(([key, words]) => (
        <RadioField key={key} value={key}>
          <RadioButton className="check radio">
            <span className="box" />
            <span>{words}</span>
          </RadioButton>
        </RadioField>
      ))}
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
    </RadioGroup>
  );
}

interface CheckProps {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children: ReactNode;
}

export function Check({ isOn, onChange, children }: CheckProps) {
  return (
    <CheckboxField isSelected={isOn} onChange={onChange}>
      <CheckboxButton className="check">
        <span className="box">
          <Icon of={CheckIcon} />
        </span>
        <span>{children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** On or off at once, without a button to confirm. */
export function Switch({ label, hint, isOn, onChange }: SwitchProps) {
  return (
    <SwitchField isSelected={isOn} onChange={onChange}>
      <SwitchButton className="switch">
        <span className="grow">
          <span className="sub">{label}</span>
          {hint && <span className="note block">{hint}</span>}
        </span>
        <span className="track" />
      </SwitchButton>
    </SwitchField>
  );
}

interface SelectProps {
  label: string;
  options: readonly (readonly [string, string])[];
  value: string | null;
  onChange: (value: string) => void;
  hint?: string | undefined;
  isDisabled?: boolean;
}

/** One of many, in a list that opens. */
export function Select({ label, options, value, onChange, hint, isDisabled = false }: SelectProps) {
  return (
    <AriaSelect
      className="field"
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
    >
      <Label className="label">{label}</Label>
      <AriaButton className="input select-button">
        <SelectValue />
        <Icon of={CaretDownIcon} size="small" />
      </AriaButton>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover">
        <ListBox className="menu">
          {options.map(([key, words]) => (
            <ListBoxItem key={key} id={key} textValue={words} className="menu-item text-only">
              {words}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
