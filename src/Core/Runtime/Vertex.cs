namespace Millrace.Runtime;

/// <summary>A fused chain of operators, run as <see cref="Parallelism"/> subtasks.</summary>
public sealed class Vertex
{
    internal Vertex(int id, string name, int parallelism, VertexFactory factory, IReadOnlyList<string> operators)
    {
        Id = id;
        Name = name;
        Parallelism = parallelism;
        Factory = factory;
        Operators = operators;
    }

    /// <summary>Index in the graph, from 0.</summary>
    public int Id { get; }

    /// <summary>Name for people.</summary>
    public string Name { get; }

    /// <summary>Number of subtasks.</summary>
    public int Parallelism { get; }

    /// <summary>The fused operators in order, as plans show them.</summary>
    public IReadOnlyList<string> Operators { get; }

    /// <summary>True if batch mode gives it rows in order of their time, by exchanges that block.</summary>
    public bool TakesSorted => Factory.TakesSorted;

    internal VertexFactory Factory { get; }
}
