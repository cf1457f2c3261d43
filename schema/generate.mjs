/**
 * Types from the SDL: `npm run gen`. Writes
 * - server/graphql/generated/resolvers.gen.ts: resolver types over the views of server/metrics,
 *   the SDL text (so that a bundle needs no file path) and the inner values of every enum;
 * - web/feed/generated/graphql.gen.ts: typed documents of web/feed/*.graphql, after checking
 *   them against the SDL; history.gen.ts: those of web/feed/history, which a page loads when it
 *   needs them. Skipped while there are none.
 * Ends with exit code 1 and the reasons when an operation does not fit the SDL.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers';
import { buildSchema, concatAST, isEnumType, parse, validate } from 'graphql';

const root = dirname(import.meta.dirname);
const sdlFolder = join(root, 'schema/sdl');
const operationsFolder = join(root, 'web/feed');

const NOTE = '/* Written by schema/generate.mjs; do not edit. */\n';

const typeDefs = graphqlFiles(sdlFolder)
  .map((file) => file.text)
  .join('\n');
const schema = buildSchema(typeDefs);
const document = parse(typeDefs);

write('server/graphql/generated/resolvers.gen.ts', await serverTypes());
for (const [folder, target] of [
  [operationsFolder, 'graphql.gen.ts'],
  [join(operationsFolder, 'history'), 'history.gen.ts'],
]) {
  const operations = graphqlFiles(folder);
  if (operations.length > 0) {
    write(`web/feed/generated/${target}`, await webTypes(operations, target));
  }
}

async function serverTypes() {
  const enumValues = innerEnumValues();
  const types = await codegen({
    filename: 'resolvers.gen.ts',
    schema: document,
    documents: [],
    config: {
      useTypeImports: true,
      enumType: 'string-literal',
      enumsAsTypes: true,
      enumValues,
      immutableTypes: true,
      skipTypename: true,
      scalars: {
        DateTime: { input: 'number', output: 'number' },
        Cursor: 'string',
        Ratio: 'number',
        Locale: "'en' | 'zh'",
      },
      contextType: '../context.ts#GraphContext',
      mappers: {
        ...innerEnumTypes(enumValues),
        FloorUpdate: '../models.ts#FloorUpdateModel',
        QueueStatus: '../../metrics/view.ts#QueueView as QueueModel',
        ScopeStatus: '../models.ts#ScopeStatusModel',
        AgentStatus: '../../metrics/view.ts#AgentView as AgentModel',
        AgentContact: '../../metrics/view.ts#AgentContactView as AgentContactModel',
        QueueMetrics: '../../metrics/values.ts#MetricValues as MetricsModel',
        Source: '../../metrics/view.ts#SourceView as SourceModel',
        Difference: '../../metrics/view.ts#DifferenceView as DifferenceModel',
        Notice: '../../metrics/view.ts#NoticeView as NoticeModel',
        Contact: '../../metrics/view.ts#ContactView as ContactModel',
        Surge: '../../metrics/view.ts#SurgeView as SurgeModel',
        ArrivalSeries: '../../metrics/view.ts#ArrivalSeriesView as ArrivalsModel',
        Alert: '../models.ts#AlertModel',
        LogDamage: '../context.ts#LogDamageView as LogDamageModel',
        LogHealth: '../context.ts#LogHealthView as LogHealthModel',
        CustomMetric: '../models.ts#CustomMetricModel',
        Explanation: '../models.ts#ExplanationModel',
        MetricDefinition: '../models.ts#MetricDefinitionModel',
        MetricVariant: '../models.ts#MetricVariantModel',
        TopicCount: '../../metrics/topics.ts#TopicView as TopicModel',
        Audit: '../../audit/report.ts#AuditReport as AuditModel',
        AuditDifference: '../../audit/outcome.ts#AuditDifference as AuditDifferenceModel',
      },
    },
    plugins: [{ typescript: {} }, { typescriptResolvers: { makeResolverTypeCallable: true } }],
    pluginMap: { typescript, typescriptResolvers },
  });
  return [
    NOTE,
    // A mapper's path cannot begin with '#': crossings get their house form here.
    types
      .replaceAll("'../../metrics/", "'#server/metrics/")
      .replaceAll("'../../audit/", "'#server/audit/"),
    `/** The SDL, all files in order of their names. */`,
    `export const typeDefs = ${JSON.stringify(typeDefs)};\n`,
    `/** What each enum value is called inside: the same word in lower camel case. */`,
    `export const enumResolvers = ${JSON.stringify(enumValues, null, 2)} as const;\n`,
  ].join('\n');
}

async function webTypes(files, filename) {
  const documents = files.map(({ path, text }) => ({ location: path, document: parse(text) }));
  const errors = validate(schema, concatAST(documents.map((file) => file.document)));
  if (errors.length > 0) {
    for (const error of errors) process.stderr.write(`${error.toString()}\n`);
    process.exit(1);
  }
  const types = await codegen({
    filename,
    schema: document,
    documents,
    config: {
      useTypeImports: true,
      enumType: 'string-literal',
      enumsAsTypes: true,
      skipTypename: true,
      immutableTypes: true,
      scalars: { DateTime: 'string', Cursor: 'string', Ratio: 'number', Locale: 'string' },
    },
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
  });
  return `${NOTE}\n${types}`;
}

/** `{ AgentState: { AFTER_CONTACT_WORK: 'afterContactWork', … }, … }` */
function innerEnumValues() {
  const enums = Object.values(schema.getTypeMap()).filter(
    (type) => isEnumType(type) && !type.name.startsWith('__'),
  );
  return Object.fromEntries(
    enums.map((type) => [
      type.name,
      Object.fromEntries(type.getValues().map(({ name }) => [name, lowerCamel(name)])),
    ]),
  );
}

/** The same as types: without them a resolver that answers an enum would have no type. */
function innerEnumTypes(enumValues) {
  return Object.fromEntries(
    Object.entries(enumValues).map(([name, values]) => [
      name,
      Object.values(values)
        .map((value) => `'${value}'`)
        .join(' | '),
    ]),
  );
}

function lowerCamel(name) {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

function graphqlFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => join(folder, name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

function write(path, text) {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  // An unchanged file keeps its date, so that nothing downstream is rebuilt for nothing.
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
  writeFileSync(target, text);
}
