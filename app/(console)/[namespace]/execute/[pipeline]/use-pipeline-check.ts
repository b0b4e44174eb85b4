"use client";

import { useEffect, useState } from "react";
import type { Problem } from "../../../../_components/editor/problem";
import { request } from "../../../../_lib/client";
import { graphql } from "../../../../_lib/graphql";

const ValidatePipeline = graphql(`
  query ValidatePipeline($namespace: String!, $document: String!) {
    validatePipeline(namespace: $namespace, document: $document) {
      problems { code message line column }
      warnings { code message line column }
    }
  }
`);

/** Typing pauses longer than this are worth a check. */
const PAUSE_MS = 350;

interface PipelineCheck {
  problems: readonly Problem[];
  /** The problems are of an older text. */
  checking: boolean;
}

/** The document's problems, found by the server while the author types. An unreachable server is no problem of the text. */
export function usePipelineCheck(namespace: string, text: string): PipelineCheck {
  const [checked, setChecked] = useState<{ text: string; problems: readonly Problem[] }>({
    text: "",
    problems: [],
  });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const problems = await check(namespace, text).catch(() => null);
      if (current && problems) setChecked({ text, problems });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [namespace, text]);
  return { problems: checked.problems, checking: checked.text !== text };
}

async function check(namespace: string, document: string): Promise<readonly Problem[]> {
  const { validatePipeline } = await request(ValidatePipeline, { namespace, document });
  return [
    ...validatePipeline.problems.map((problem) => ({ ...problem, severity: "error" as const })),
    ...validatePipeline.warnings.map((problem) => ({ ...problem, severity: "warning" as const })),
  ];
}
