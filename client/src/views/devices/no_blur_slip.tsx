// The blur failed, and the camera stayed off rather than show what was to be hidden. The person decides.
import { useMedia } from "../../media/media_context";
import { Button } from "../../parts/button";
import { VideoCameraSlashIcon } from "../../parts/icons";
import { Slip } from "../../parts/slip";
import { useWords } from "../../words/words";

export function NoBlurSlip() {
  const { camera, comfort } = useMedia();
  const { devices, parts } = useWords();
  const showWithout = () => {
    comfort.setBlur(false);
    void camera.open();
  };
  return (
    <Slip
      icon={VideoCameraSlashIcon}
      tone="ask"
      actions={
        <>
          <Button onPress={() => void camera.open()}>{parts.tryAgain}</Button>
          <Button onPress={showWithout}>{devices.withoutBlur}</Button>
        </>
      }
    >
      <p>{devices.noBlur}</p>
    </Slip>
  );
}
