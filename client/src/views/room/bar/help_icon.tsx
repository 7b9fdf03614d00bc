// Help is drawn filled at all times: it must be found without searching.
import type { IconProps } from "@phosphor-icons/react/dist/lib/types";
import { forwardRef } from "react";
import { HandHeartIcon } from "../icons";

export const HandHeartFilledIcon = forwardRef<SVGSVGElement, IconProps>((props, ref) => <HandHeartIcon {...props} ref={ref} weight="fill" />);
HandHeartFilledIcon.displayName = "HandHeartFilledIcon";
