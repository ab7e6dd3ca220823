// Field names are the nouns: `jobs`, `job(jobId:)`, `providers`, `provider(address:)`. One noun gives way: GraphQL clients know `Node`
// as the interface of everything that has an `id`, so the machine of a Provider is `ComputeNode` here. Relations to it keep `node`.
export const NamesPlugin: GraphileConfig.Plugin = {
  name: 'AetherNamesPlugin',
  version: '1.0.0',
  inflection: {
    replace: {
      _schemaPrefix: () => '',
      _allRows(_previous, _options, resource) {
        return this.camelCase(this.pluralize(this._singularizedResourceName(resource)));
      },
      rowByUnique(_previous, _options, { resource }) {
        return this.camelCase(this.tableType(resource.codec));
      },
      nodeIdFieldName: () => 'id',
    },
  },
};
