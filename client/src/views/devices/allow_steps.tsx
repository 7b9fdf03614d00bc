// How a device that was refused is allowed again.
import { useWords } from "../../words/words";

export function AllowSteps() {
  const words = useWords().devices.allowSteps;
  return (
    <ol className="numbered">
      <li>{words.look}</li>
      <li>{words.allow}</li>
      <li>{words.again}</li>
    </ol>
  );
}
