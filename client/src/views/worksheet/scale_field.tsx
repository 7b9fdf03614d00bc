// A number from 0 to 10: a slider with eleven steps, the number to type, and words at both ends. No colours, no faces.
import { useId, useState } from "react";
import { Group, Input, NumberField, Slider, SliderThumb, SliderTrack } from "react-aria-components";
import { useWords } from "../../words/words";
import { SCALE_MOST, type TemplateField } from "./template";

interface ScaleFieldProps {
  field: TemplateField;
  value: number | null;
  onChange: (value: number) => void;
}

const MIDDLE = SCALE_MOST / 2;

export function ScaleField({ field, value, onChange }: ScaleFieldProps) {
  const words = useWords().worksheet.answer;
  const label = useId();
  // While it is being dragged the number is only shown; it counts when the thumb is let go.
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? value;
  return (
    <Group className={shown === null ? "scale unset" : "scale"} aria-labelledby={label}>
      <div className="line">
        <span id={label} className="ask">{field.ask}</span>
        <NumberField
          aria-label={`${field.ask} ${words.typed}`}
          className="scale-number"
          minValue={0}
          maxValue={SCALE_MOST}
          step={1}
          value={shown ?? NaN}
          onChange={(number) => { if (!Number.isNaN(number)) onChange(number); }}
        >
          <Input className="input number" placeholder="–" />
        </NumberField>
      </div>
      <Slider
        aria-label={field.ask}
        minValue={0}
        maxValue={SCALE_MOST}
        step={1}
        value={shown ?? MIDDLE}
        onChange={setDragged}
        onChangeEnd={(number) => { setDragged(null); onChange(number); }}
      >
        <SliderTrack className="slider-track">
          <SliderThumb className="thumb" {...(shown === null ? { "aria-describedby": `${label}-unset` } : {})} />
        </SliderTrack>
      </Slider>
      <div className="ends">
        <span>{`0 · ${field.lowest ?? ""}`}</span>
        {shown === null && <span id={`${label}-unset`}>{words.notSet}</span>}
        <span>{`${field.highest ?? ""} · ${SCALE_MOST}`}</span>
      </div>
    </Group>
  );
}
