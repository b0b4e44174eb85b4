"use client";

import { Button, FileButton, Stack, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useState } from "react";
import { useQuantities } from "../../../_lib/use-quantities";
import classes from "./file-drop.module.css";

interface FileDropProps {
  file: File | null;
  onChoose: (file: File) => void;
  disabled: boolean;
}

/** A file by dropping it, or by the button: the keyboard's way. */
export function FileDrop({ file, onChoose, disabled }: FileDropProps) {
  const t = useTranslations("data");
  const { bytes } = useQuantities();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped && !disabled) onChoose(dropped);
  };
  return (
    <fieldset
      aria-label={t("file")}
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Stack align="center" gap="xs">
        <IconFileUpload size={32} stroke={1.3} aria-hidden />
        <Text size="sm" role="status">
          {over ? t("dropHere") : file ? t("chosen", { name: file.name, size: bytes(file.size) }) : t("drop")}
        </Text>
        <FileButton
          onChange={(chosen) => chosen && onChoose(chosen)}
          accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl"
          disabled={disabled}
          inputProps={{ "aria-label": t("file") }}
        >
          {(props) => (
            <Button {...props} variant="default" size="xs">
              {t("browse")}
            </Button>
          )}
        </FileButton>
      </Stack>
    </fieldset>
  );
}
