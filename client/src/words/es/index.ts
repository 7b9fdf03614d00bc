// Spanish, all areas.
import { agreement } from "./agreement";
import { connectionTest } from "./connection_test";
import { devices } from "./devices";
import { encryption } from "./encryption";
import { entrance } from "./entrance";
import { greenRoom } from "./green_room";
import { lobby } from "./lobby";
import { parts } from "./parts";
import { refusals } from "./refusals";
import { room } from "./room";
import { worksheet } from "./worksheet";
import type { Words } from "../words";

export const es: Words = { parts, refusals, devices, entrance, agreement, connectionTest, encryption, greenRoom, lobby, room, worksheet };
