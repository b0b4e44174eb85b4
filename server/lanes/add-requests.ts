import type { Transaction } from "../core/database";
import { AppError, badInput } from "../core/errors";
import { rows, sql } from "../core/rowset";
import { takePlaces } from "./admission-pass";
import type { Admission, NewRequest } from "./lane-change";
import { hasPlace, type Lane, type LaneTable, textRows } from "./lane-table";
import { assignSlots } from "./slots";
import { signatureOf } from "./waiter";
import { expiry } from "./write-admissions";

interface Newcomer {
  readonly request: NewRequest;
  readonly keys: readonly string[];
  readonly signature: string;
  readonly ticket: number;
  /** Null when it has to wait. */
  readonly fence: number | null;
  readonly obstacle: Lane | null;
}

/** The sorted, distinct keys of what somebody asks for. */
export function keysOf(request: NewRequest): string[] {
  if (request.lanes.length === 0) throw badInput(`"${request.holder}" asks for no lane at all.`);
  return [...new Set(request.lanes.map(({ key }) => key))].sort();
}

/**
 * Adds newcomers in their order. One that finds a place in every lane takes them at once: everybody who came before
 * and still waits is kept by a full lane.
 */
export async function addRequests(
  tx: Transaction,
  table: LaneTable,
  requests: readonly NewRequest[],
  now: Date,
): Promise<Admission[]> {
  if (requests.length === 0) return [];
  const newcomers = requests.map((request) => receive(table, request));
  const behind = await waitingSignatures(tx, newcomers);
  await insertRequests(tx, newcomers, behind, now);
  await insertPlaces(tx, newcomers);
  return newcomers.flatMap(({ request, fence }) =>
    fence === null ? [] : [{ holder: request.holder, fence }],
  );
}

/**
 * The ticket is greater than any that these lanes have given (Lamport's clock): everybody who shares a lane is in one
 * order, without one counter that all would queue for.
 */
function receive(table: LaneTable, request: NewRequest): Newcomer {
  const keys = keysOf(request);
  const lanes = keys.map((key) => table.get(key));
  const ticket = 1 + Math.max(...lanes.map((lane) => lane.lastTicket));
  for (const lane of lanes) lane.lastTicket = ticket;
  const obstacle = findObstacle(table, lanes);
  const fence = obstacle ? null : takePlaces(lanes);
  return { request, keys, signature: signatureOf(keys), ticket, fence, obstacle };
}

/** While somebody was not looked at who may come first, a newcomer joins those to be looked at. */
function findObstacle(table: LaneTable, lanes: readonly Lane[]): Lane | null {
  const full = lanes.find((lane) => !hasPlace(lane));
  if (full || !table.unsettled()) return full ?? null;
  const lane = lanes[0] as Lane;
  lane.unsettled = true;
  return lane;
}

/** Which of the sets of lanes somebody waits for already. */
async function waitingSignatures(tx: Transaction, newcomers: readonly Newcomer[]): Promise<Set<string>> {
  const wanted = [...new Set(newcomers.flatMap(({ signature, obstacle }) => (obstacle ? [signature] : [])))];
  if (wanted.length === 0) return new Set();
  const found = await tx.client.$queryRaw<{ signature: string }[]>(sql`
    SELECT r."signature" FROM ${textRows(tx, "signature", wanted)}
    WHERE EXISTS (SELECT 1 FROM "LaneRequest" q WHERE q."signature" = r."signature" AND q."state" = 'waiting')`);
  return new Set(found.map(({ signature }) => signature));
}

async function insertRequests(
  tx: Transaction,
  newcomers: readonly Newcomer[],
  behind: Set<string>,
  now: Date,
): Promise<void> {
  const source = newcomers.map(({ request, signature, ticket, fence, obstacle }) => {
    const parkedOn = obstacle && !behind.has(signature) ? obstacle.key : null;
    if (obstacle) behind.add(signature);
    return {
      holder: request.holder,
      ticket,
      signature,
      state: obstacle ? "waiting" : "held",
      parkedOn,
      fence,
      leaseMs: request.leaseMs,
      expiresAt: obstacle ? null : expiry(now, request.leaseMs),
      createdAt: now,
    };
  });
  const columns = {
    holder: "text",
    ticket: "bigint",
    signature: "text",
    state: "text",
    parkedOn: "text",
    fence: "bigint",
    leaseMs: "int",
    expiresAt: "instant",
    createdAt: "instant",
  } as const;
  const inserted = await tx.client.$executeRaw(sql`
    INSERT INTO "LaneRequest"
      ("holder", "ticket", "signature", "state", "parkedOn", "fence", "leaseMs", "expiresAt", "createdAt")
    SELECT r."holder", r."ticket", r."signature", r."state", r."parkedOn", r."fence", r."leaseMs", r."expiresAt",
      r."createdAt" FROM ${rows(tx.provider, columns, source)} WHERE true ON CONFLICT ("holder") DO NOTHING`);
  if (inserted !== source.length) {
    throw new AppError(
      "ALREADY_EXISTS",
      "Somebody who holds or awaits places asked for more; release those first.",
    );
  }
}

async function insertPlaces(tx: Transaction, newcomers: readonly Newcomer[]): Promise<void> {
  const granted = newcomers.filter(({ fence }) => fence !== null);
  const places = await assignSlots(
    tx,
    granted.flatMap(({ keys, request }) => keys.map((laneKey) => ({ laneKey, holder: request.holder }))),
  );
  const slots = new Map(places.map(({ laneKey, holder, slot }) => [`${holder} ${laneKey}`, slot]));
  const source = newcomers.flatMap(({ keys, request: { holder }, ticket }) =>
    keys.map((laneKey) => ({ laneKey, holder, ticket, slot: slots.get(`${holder} ${laneKey}`) ?? null })),
  );
  const columns = { laneKey: "text", holder: "text", ticket: "bigint", slot: "int" } as const;
  await tx.client.$executeRaw(sql`
    INSERT INTO "LanePlace" ("laneKey", "holder", "ticket", "slot")
    SELECT r."laneKey", r."holder", r."ticket", r."slot" FROM ${rows(tx.provider, columns, source)}`);
}
