import { asScalar } from "../../../_components/editor/complete-pipeline";

/** A document that runs as it is, reading `dataset` or, without one, a few rows of its own. */
export function starterDocument(dataset: string | null): string {
  const input = dataset === null ? "cities" : dataset;
  const source =
    dataset === null
      ? [
          "    type: memory",
          "    rows:",
          "      - { city: Lisbon, visitors: 41 }",
          "      - { city: 成都, visitors: 58 }",
          "      - { city: Nairobi, visitors: 37 }",
        ]
      : ["    type: dataset", `    dataset: ${asScalar(dataset)}`];
  return [
    "datasets:",
    `  ${asScalar(input)}:`,
    ...source,
    "",
    "operations:",
    "  - name: number_rows",
    "    type: sql",
    "    query: |",
    "      SELECT row_number() OVER () AS row_number, *",
    "      FROM input",
    "",
    "pipeline:",
    "  steps:",
    "    - name: all_rows",
    `      input: ${asScalar(input)}`,
    "      operations:",
    "        - number_rows",
    "",
  ].join("\n");
}
