"use client";

import { Button, Kbd } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { IconDatabase, IconFileCode, IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { request } from "../_lib/client";
import { graphql } from "../_lib/graphql";
import { menuFor } from "../_lib/menu";
import type { NamespaceOfViewer } from "../_lib/viewer";

const PaletteQuery = graphql(`
  query Palette($namespace: String!, $search: String!) {
    pipelines(namespace: $namespace, first: 5, search: $search) {
      edges { node { id name } }
    }
    datasets(namespace: $namespace, first: 5, search: $search) {
      edges { node { id name } }
    }
  }
`);

interface Found {
  id: string;
  name: string;
}

const nothing = { pipelines: [] as Found[], datasets: [] as Found[] };

/** Ctrl-K or ⌘-K: any page, pipeline or dataset by a few letters of its name. */
export function Palette({ namespace }: { namespace: NamespaceOfViewer }) {
  const t = useTranslations("menu");
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [settled] = useDebouncedValue(query.trim(), 200);
  const [found, setFound] = useState(nothing);
  const { slug, permissions } = namespace;
  useEffect(() => {
    if (settled === "") {
      setFound(nothing);
      return;
    }
    let current = true;
    request(PaletteQuery, { namespace: slug, search: settled })
      .then(({ pipelines, datasets }) => {
        const nodes = (list: { edges: readonly { node: Found }[] }) => list.edges.map(({ node }) => node);
        if (current) setFound({ pipelines: nodes(pipelines), datasets: nodes(datasets) });
      })
      // Pages can still be reached without the server's help.
      .catch(() => current && setFound(nothing));
    return () => {
      current = false;
    };
  }, [settled, slug]);
  const go = (path: string) => () => router.push(`/${slug}${path}`);
  const pages = menuFor(permissions)
    .filter(({ key }) => t(key).toLowerCase().includes(query.trim().toLowerCase()))
    .map(({ key, path, icon: Icon }) => ({
      id: key,
      label: t(key),
      onClick: go(path),
      leftSection: <Icon size={18} aria-hidden />,
    }));
  const things = [
    ...found.pipelines.map(({ id, name }) => ({
      id,
      label: name,
      onClick: go(`/execute/${id}`),
      leftSection: <IconFileCode size={18} aria-hidden />,
    })),
    ...found.datasets.map(({ id, name }) => ({
      id,
      label: name,
      onClick: go(`/data/${id}`),
      leftSection: <IconDatabase size={18} aria-hidden />,
    })),
  ];
  const groups: SpotlightActionGroupData[] = [
    { group: t("label"), actions: pages },
    { group: t("found"), actions: things },
  ];
  return (
    <>
      <Button
        variant="default"
        size="xs"
        visibleFrom="sm"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={spotlight.open}
      >
        {t("search")}
      </Button>
      <Spotlight
        actions={groups.filter(({ actions }) => actions.length > 0)}
        query={query}
        onQueryChange={setQuery}
        // What is shown has been chosen above, pages here and things by the server.
        filter={(_query, actions) => actions}
        nothingFound={t("searchEmpty")}
        searchProps={{ placeholder: t("searchHint"), "aria-label": t("searchHint") }}
        shortcut={["mod + K"]}
        scrollable
        maxHeight={420}
      />
    </>
  );
}
