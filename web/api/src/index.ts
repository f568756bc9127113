export * from "./frames";
export * from "./live";
export * from "./outbox";
export * from "./problem";
export * from "./upload";
