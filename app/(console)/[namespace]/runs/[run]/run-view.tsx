"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { PageHeader } from "../../../../_components/page-header";
import type { RunDetail } from "../../../../_components/run/run-fragment";
import { RunPanel } from "../../../../_components/run/run-panel";
import { Instant } from "../../../../_components/text/instant";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";

/** A run on its own page. */
export function RunView({ namespace, run }: { namespace: NamespaceOfViewer; run: RunDetail }) {
  const t = useTranslations("run");
  const router = useRouter();
  const { pipeline, pipelineVersion } = run;
  return (
    <>
      <PageHeader
        title={pipeline ? t("title", { pipeline: pipeline.name }) : t("untitled")}
        description={
          <>
            {pipeline && pipelineVersion && (
              <Anchor
                component={Link}
                href={`/${namespace.slug}/execute/${pipeline.id}?run=${run.id}`}
                size="sm"
                underline="always"
              >
                {t("version", { number: pipelineVersion.number })}
              </Anchor>
            )}
            {" · "}
            <Instant at={run.createdAt} />
            {run.createdBy && ` · ${run.createdBy.name}`}
          </>
        }
      />
      <RunPanel
        key={run.id}
        runId={run.id}
        initial={run}
        namespace={namespace}
        onRerun={(id) => router.push(`/${namespace.slug}/runs/${id}`)}
        onGoTo={
          // The editor shows the newest version; in another the place would be a different one.
          pipeline && pipelineVersion?.number === pipeline.lastVersion
            ? (line) => router.push(`/${namespace.slug}/execute/${pipeline.id}?run=${run.id}&line=${line}`)
            : undefined
        }
      />
    </>
  );
}
