"use client";

import { useState } from "react";
import type { Problem } from "../../../../_components/editor/problem";
import { request } from "../../../../_lib/client";
import { graphql } from "../../../../_lib/graphql";
import { newIdempotencyKey } from "../../../../_lib/idempotency-key";
import { useErrorText } from "../../../../_lib/use-error-text";

const SavePipeline = graphql(`
  mutation SavePipeline($id: ID!, $document: String!, $baseVersion: Int, $idempotencyKey: String!) {
    savePipeline(id: $id, document: $document, baseVersion: $baseVersion, idempotencyKey: $idempotencyKey) {
      pipeline { lastVersion }
      errors { code message path }
    }
  }
`);

const RunPipeline = graphql(`
  mutation RunPipeline($pipelineId: ID!, $version: Int!, $idempotencyKey: String!) {
    runPipeline(pipelineId: $pipelineId, version: $version, idempotencyKey: $idempotencyKey) {
      run { id }
      errors { code message path line column }
    }
  }
`);

const NewestVersion = graphql(`
  query NewestVersion($id: ID!) {
    pipeline(id: $id) { current { number document } }
  }
`);

interface Version {
  number: number;
  document: string;
}

/** Saving and running as the workbench needs them, with what stood in the way. */
export function usePipelineActions(pipelineId: string) {
  const errorText = useErrorText();
  const [busy, setBusy] = useState<"save" | "run" | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  /** A version that somebody else saved after ours began. */
  const [newer, setNewer] = useState<Version | null>(null);
  /** Problems that showed only when the run was asked for: missing datasets, limits. */
  const [refused, setRefused] = useState<readonly Problem[]>([]);

  async function during<Value>(what: "save" | "run", work: () => Promise<Value>): Promise<Value | null> {
    setBusy(what);
    setFailure(null);
    setRefused([]);
    try {
      return await work();
    } catch (error) {
      setFailure(errorText(error));
      return null;
    } finally {
      setBusy(null);
    }
  }

  /** The saved version's number, or null. `baseVersion` null saves whatever others did meanwhile. */
  const save = (document: string, baseVersion: number | null) =>
    during("save", async () => {
      const { savePipeline } = await request(SavePipeline, {
        id: pipelineId,
        document,
        baseVersion,
        idempotencyKey: newIdempotencyKey(),
      });
      if (savePipeline.pipeline) {
        setNewer(null);
        return savePipeline.pipeline.lastVersion;
      }
      const [error] = savePipeline.errors;
      if (error?.code !== "STALE_WRITE") throw error;
      setNewer((await request(NewestVersion, { id: pipelineId })).pipeline?.current ?? null);
      return null;
    });

  /** The new run's id, or null. */
  const run = (version: number) =>
    during("run", async () => {
      const { runPipeline } = await request(RunPipeline, {
        pipelineId,
        version,
        idempotencyKey: newIdempotencyKey(),
      });
      if (runPipeline.run) return runPipeline.run.id;
      const placed = runPipeline.errors.filter(({ line }) => line !== null);
      setRefused(placed.map((error) => ({ ...error, severity: "error" as const })));
      setFailure(runPipeline.errors.map(({ message }) => message).join(" "));
      return null;
    });

  return { save, run, busy, failure, newer, refused, settle: () => setNewer(null) };
}
