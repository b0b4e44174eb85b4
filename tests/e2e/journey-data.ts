const cities = ["Lisbon", "Nairobi", "成都"];

/** Rows of the visitor's own files. */
export const cityRows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    day: index + 1,
    city: cities[index % cities.length],
    label: `${cities[index % cities.length]} ${index + 1}`,
    visitors: 20 + ((index * 37) % 61),
  }));

export function csvOf(rows: readonly Record<string, unknown>[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names.join(","), ...rows.map((row) => names.map((name) => row[name]).join(","))].join("\n");
}

const head = `datasets:
  cities:
    type: dataset
    dataset: cities
operations:
`;

const tail = (operations: string) => `pipeline:
  steps:
    - name: per_city
      input: cities
      operations: [${operations}]
`;

/** An operator that nobody knows, on line 7 from column 11. */
export const brokenDocument = `${head}  - name: count_rows
    type: sqll
    query: SELECT 1
${tail("count_rows")}`;

export const workingDocument = `${head}  - name: busy
    type: code_filter
    code: |
      function transform(row) {
        return row.visitors > 40;
      }
  - name: count_rows
    type: sql
    query: |
      SELECT city, count(*) AS days, max(visitors) AS most
      FROM input
      GROUP BY city
      ORDER BY city
${tail("busy, count_rows")}`;

/** Fails while it runs: the value that is cast is no number. */
export const failingDocument = `${head}  - name: cast_it
    type: sql
    query: |
      SELECT city::INTEGER AS number
      FROM input
${tail("cast_it")}`;

/** Keeps a worker busy for a minute or so. */
export const slowDocument = `${head}  - name: think
    type: code_map
    code: |
      function transform(row) {
        let sum = 0;
        for (let i = 0; i < 12000000; i++) sum += i % 7;
        return { sum };
      }
${tail("think")}`;

/** Brings its own rows and takes some seconds over them. */
export const steadyDocument = `datasets:
  numbers:
    type: memory
    rows:
${Array.from({ length: 60 }, (_, n) => `      - { n: ${n} }`).join("\n")}
operations:
  - name: think
    type: code_map
    code: |
      function transform(row) {
        let sum = 0;
        for (let i = 0; i < 700000; i++) sum += i % 7;
        return { sum };
      }
pipeline:
  steps:
    - name: all
      input: numbers
      operations: [think]
`;
