using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>The fluent types that exist inside <c>Define</c> only.</summary>
internal static class Markers
{
    public static bool IsMarker(ITypeSymbol? type) =>
        type is INamedTypeSymbol { ContainingNamespace: { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true } } named
        && named.MetadataName is "JobBuilder" or "Stream`1" or "IterativeStream`1" or "KeyedStream`2" or "WindowedStream`2" or "CountWindowedStream`2" or "EvictedWindows`2" or "StreamEnd"
            or "ConnectedStreams`3" or "BroadcastStream`1" or "BroadcastConnectedStreams`3"
            or "CoGroupedStreams`3" or "CoGroupedWindows`3" or "JoinedStreams`3" or "TimedJoin`3" or "MatchedStreams`3" or "Joins";

    /// <summary>True for such a type, and for a tuple of them.</summary>
    public static bool AreMarkers(ITypeSymbol? type) => IsMarker(type) || (type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(element => AreMarkers(element.Type)));

    public static bool IsGroup(ITypeSymbol? type) =>
        type is INamedTypeSymbol { ContainingNamespace: { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true } } named
        && named.MetadataName is "Group`2" or "WindowGroup`2";
}
