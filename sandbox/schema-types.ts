// The part of JSON Schema that the sandbox writes and reads. Types only.

export interface JsonSchema {
  $ref?: string;
  type?: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  enum?: string[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: false | JsonSchema;
  /** Not JSON Schema's own word: the empty string is allowed here and unsets the value (Stripe's `Emptyable`). */
  emptyable?: boolean;
}

export interface SchemaFile {
  /** Version of the `stripe` package whose types these are, and the API version it speaks. */
  stripe_package: string;
  api_version: string;
  $defs: Record<string, JsonSchema>;
  operations: Record<string, JsonSchema>;
}
