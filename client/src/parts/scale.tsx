// A scale from 0 to 10: a slider and a field to type in, words at both ends, no faces and no colours.
import { Input, Label, NumberField, Slider, SliderThumb, SliderTrack } from "react-aria-components";
import { Button } from "./button";

interface ScaleProps {
  label: string;
  low: string;
  high: string;
  /** Null: nothing said. */
  value: number | null;
  onChange: (value: number | null) => void;
  /** Stands where the number would. */
  unset: string;
  /** The word of the button that takes the number back. */
  clear: string;
}

export function Scale({ label, low, high, value, onChange, unset, clear }: ScaleProps) {
  return (
    <div className={value === null ? "scale unset" : "scale"}>
      <div className="line">
        <span className="sub" aria-hidden="true">
          {label}
        </span>
        <NumberField
          className="row tight nowrap"
          aria-label={label}
          minValue={0}
          maxValue={10}
          step={1}
          value={value ?? NaN}
          onChange={(typed) => {
            onChange(Number.isNaN(typed) ? null : typed);
          }}
        >
          <Input className="input short" placeholder={unset} />
        </NumberField>
      </div>
      <Slider minValue={0} maxValue={10} step={1} value={value ?? 5} onChange={onChange}>
        <Label className="visually-hidden">{label}</Label>
        <SliderTrack className="slider-track">
          <SliderThumb className="thumb" />
        </SliderTrack>
      </Slider>
      <div className="ends">
        <span>{low}</span>
        {value !== null && (
          <Button
            kind="link"
            onPress={() => {
              onChange(null);
            }}
          >
            {clear}
          </Button>
        )}
        <span>{high}</span>
      </div>
    </div>
  );
}
