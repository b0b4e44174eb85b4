import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSHandle } from "quickjs-emscripten";
import type { Problem } from "../core/errors";
import { nestsDeeper } from "./json-depth";
import { pendingJobs, resultDepth, stackBytes } from "./limits";
import { loadProgram } from "./load-program";
import type { SeededProgram } from "./messages";
import { prelude } from "./prelude";
import { describeFault, readFault } from "./read-fault";
import type { SandboxLimits } from "./sandbox";

/**
 * What one item came to; `json` is null when the function returned undefined. Stopped: time, memory or stack ran out,
 * and the engine must not be used again.
 */
export type Outcome =
  | { readonly kind: "value"; readonly json: string | null }
  | { readonly kind: "failed" | "stopped"; readonly reason: string };

/** One instance of QuickJS with one program in it. */
export interface Engine {
  readonly problems: readonly Problem[];
  run(item: string, index: number): Outcome;
}

export interface EngineOptions {
  readonly wasmModule: WebAssembly.Module;
  readonly program: SeededProgram;
  readonly limits: SandboxLimits;
  onLog(level: string, text: string): void;
}

const pageBytes = 65_536;
const initialPages = 256;

/**
 * Compiles the program in a fresh WebAssembly instance. Its memory has a maximum because QuickJS's own memory limit
 * leaks when it is hit; what was stopped is thrown away with its whole instance.
 */
export async function createEngine({ wasmModule, program, limits, onLog }: EngineOptions): Promise<Engine> {
  const maximum = Math.max(initialPages, Math.ceil(limits.memoryBytes / pageBytes));
  const wasmMemory = new WebAssembly.Memory({ initial: initialPages, maximum });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }));
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(stackBytes);
  const context = runtime.newContext();
  let deadline = Number.POSITIVE_INFINITY;
  runtime.setInterruptHandler(() => performance.now() > deadline);

  const call = (fn: QuickJSHandle, ...values: QuickJSHandle[]): QuickJSHandle => {
    const result = context.callFunction(fn, context.undefined, ...values);
    if (!result.error) return result.value;
    throw new Error(result.error.consume((error) => String(context.dump(error)?.message)));
  };
  const take = (handle: QuickJSHandle): string => handle.consume((text) => context.getString(text));

  const log = context.newFunction("log", (level, text) =>
    onLog(context.getString(level), context.getString(text)),
  );
  const install = context.unwrapResult(context.evalCode(prelude, "prelude.js"));
  const driver = call(install, log, context.newNumber(program.seed));
  const run = context.getProp(driver, "run");
  const settled = context.getProp(driver, "settled");

  /** Runs work within an item's time. Whatever escapes it (interrupt, native stack) has spoilt the instance. */
  function timed<T>(work: () => T, onStop: (reason: string) => T): T {
    deadline = performance.now() + limits.itemMs;
    try {
      return work();
    } catch (error) {
      if (performance.now() > deadline) return onStop(`took longer than ${limits.itemMs} ms and was stopped`);
      if (error instanceof RangeError) return onStop("nests too deeply (stack overflow)");
      return onStop(`was stopped: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function ask(item: string, index: number): string {
    const itemHandle = context.newString(item);
    const indexHandle = context.newNumber(index);
    const answer = take(call(run, itemHandle, indexHandle));
    itemHandle.dispose();
    indexHandle.dispose();
    if (!runtime.hasPendingJob()) return answer;
    const jobs = runtime.executePendingJobs(pendingJobs);
    if (jobs.error) throw new Error("a promise callback was interrupted");
    if (runtime.hasPendingJob()) throw new Error(`more than ${pendingJobs} promise callbacks were waiting`);
    return answer === "p" ? take(call(settled)) : answer;
  }

  function read(answer: string): Outcome {
    const text = answer.slice(1);
    switch (answer[0]) {
      case "v":
        if (text.length > limits.resultLength) {
          const reason = `the result is too large (${text.length} of ${limits.resultLength} characters)`;
          return { kind: "failed", reason };
        }
        if (nestsDeeper(text, resultDepth))
          return { kind: "failed", reason: `the result nests more than ${resultDepth} levels deep` };
        return { kind: "value", json: text };
      case "u":
        return { kind: "value", json: null };
      case "p":
        return {
          kind: "failed",
          reason: "returned a promise that never settles: there is nothing to wait for here",
        };
      default:
        return readError(answer[0] === "c", describeFault(readFault(text)));
    }
  }

  /** @param unsafe whether the engine itself raised it: then it, or what it left behind, has spoilt the instance. */
  function readError(unsafe: boolean, reason: string): Outcome {
    // Some built-in loops make the interruption an ordinary error.
    if (reason.startsWith("InternalError: interrupted")) throw new Error(reason);
    const memoryFull = wasmMemory.buffer.byteLength >= maximum * pageBytes;
    if (!unsafe && !memoryFull) return { kind: "failed", reason };
    const tooMuch = `needs more memory than ${Math.floor((maximum * pageBytes) / 1e6)} MB`;
    return { kind: "stopped", reason: reason.replace("InternalError: out of memory", tooMuch) };
  }

  const problems = timed<readonly Problem[]>(
    () => loadProgram(context, program, driver, () => performance.now() > deadline),
    (reason) => [
      { code: "code-stopped", message: `The code outside the function ${reason}.`, line: 1, column: 1 },
    ],
  );
  return {
    problems,
    run: (item, index) =>
      timed<Outcome>(
        () => read(ask(item, index)),
        (reason) => ({ kind: "stopped", reason }),
      ),
  };
}
