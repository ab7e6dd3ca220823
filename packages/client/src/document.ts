/** An operation with the types of its answer and of its variables. */
export class TypedDocument<Answer, Variables> {
  readonly query: string;
  /** SHA-256 of the text: what a server knows it by that keeps operations.json. */
  readonly id: string;
  /** Only for types. */
  declare readonly types?: (variables: Variables) => Answer;

  constructor(query: string, id: string) {
    this.query = query;
    this.id = id;
  }
}
