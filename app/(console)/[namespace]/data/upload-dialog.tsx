"use client";

import { Alert, Button, Group, Modal, Progress, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { uploadDataset } from "../../../_lib/upload-dataset";
import { useErrorText } from "../../../_lib/use-error-text";
import { useQuantities } from "../../../_lib/use-quantities";
import { FileDrop } from "./file-drop";

interface UploadDialogProps {
  opened: boolean;
  onClose: () => void;
  namespace: string;
}

/** Takes a file, sends it with progress, and leads to the new dataset, whose page shows the import. */
export function UploadDialog({ opened, onClose, namespace }: UploadDialogProps) {
  const t = useTranslations("data");
  const auth = useTranslations("auth");
  const errorText = useErrorText();
  const quantities = useQuantities();
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [source, setSource] = useState("");
  const [tags, setTags] = useState<string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const [sent, setSent] = useState<{ sent: number; total: number } | null>(null);
  const abort = useRef<AbortController>(null);
  const choose = (chosen: File) => {
    setFile(chosen);
    setFailure(refusal(chosen));
    setName((typed) => typed || chosen.name.replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|gz))+$/i, ""));
  };
  const refusal = (chosen: File | null): string | null => {
    if (!chosen) return t("fileNeeded");
    return chosen.size === 0 ? t("fileEmpty") : null;
  };
  const send = async () => {
    const refused = refusal(file) ?? (name.trim() ? null : `${t("name")}: ${auth("required")}`);
    setFailure(refused);
    if (refused || !file) return;
    abort.current = new AbortController();
    setSent({ sent: 0, total: file.size });
    try {
      const upload = { namespace, file, name: name.trim(), source: source.trim(), tags };
      const hooks = {
        signal: abort.current.signal,
        onProgress: (done: number, total: number) => setSent({ sent: done, total }),
      };
      router.push(`/${namespace}/data/${await uploadDataset(upload, hooks)}`);
    } catch (error) {
      setSent(null);
      const { code } = error as { code?: string };
      setFailure(
        code === "CANCELLED" ? t("stopped") : code === "NETWORK" ? t("interrupted") : errorText(error),
      );
    }
  };
  const close = () => {
    abort.current?.abort();
    onClose();
  };
  const percent = sent ? (100 * sent.sent) / Math.max(1, sent.total) : 0;
  return (
    <Modal opened={opened} onClose={close} title={t("uploadTitle")} size="lg" closeOnClickOutside={!sent}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          <FileDrop file={file} onChoose={choose} disabled={sent !== null} />
          {failure && (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <TextInput
            label={t("name")}
            description={t("nameHint")}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            disabled={sent !== null}
          />
          <TextInput
            label={t("sourceLabel")}
            description={t("sourceHint")}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
            disabled={sent !== null}
          />
          <TagsInput
            label={t("tagsLabel")}
            description={t("tagsHint")}
            value={tags}
            onChange={setTags}
            disabled={sent !== null}
          />
          {sent && (
            <div>
              <Progress value={percent} aria-label={t("uploadTitle")} animated={percent >= 100} />
              <Text size="sm" c="dimmed" mt={4} role="status">
                {percent >= 100
                  ? t("receiving")
                  : t("uploading", {
                      percent: quantities.percent(Math.floor(percent) / 100),
                      sent: quantities.bytes(sent.sent),
                      total: quantities.bytes(sent.total),
                    })}
              </Text>
            </div>
          )}
          <Group justify="flex-end">
            {sent ? (
              <Button variant="default" onClick={() => abort.current?.abort()}>
                {t("cancelUpload")}
              </Button>
            ) : (
              <Button type="submit">{t("start")}</Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
