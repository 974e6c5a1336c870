namespace Millrace.Generators.Jobs.Model;

/// <summary>A connector that a source or sink may be.</summary>
/// <param name="Type">Type of its description, as generated code writes it.</param>
/// <param name="Connector">What executes it.</param>
internal sealed record KnownConnector(string Type, ConnectorModel Connector);
