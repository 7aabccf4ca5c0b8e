import PluginCatalog

/// Everything that a map may need to have looked up.
///
/// Each question is asked only when its answer matters, so that whoever answers can record exactly
/// what the result depends on. An answer that is not at hand may be thrown for: resolution stops,
/// and can be begun again when the answer is there.
public protocol MapEnvironment {
    /// What is thrown to stop resolution.
    associatedtype Failure: Error

    /// The bytes of a map that another one extends; `nil` when there is no such file.
    mutating func map(at path: String) throws(Failure) -> [UInt8]?
    /// The controller profile with this id.
    mutating func controller(_ id: String) throws(Failure) -> ControllerProfile?
    /// The ids of all profiles; asked only to suggest one.
    mutating func controllerIDs() throws(Failure) -> [String]
    /// The workspace's channel registry; asked only when a map does not state its channel.
    mutating func registry() throws(Failure) -> ChannelRegistry?
    /// The plugin's descriptor.
    mutating func descriptor(of plugin: PluginIdentity) throws(Failure) -> PluginDescriptor?
    /// The outputs that the workspace declares; asked only when a map sends to one.
    mutating func outputs() throws(Failure) -> [OutputDeclaration]
    /// All plugins; asked only for a map that names its plugin by a name, and to suggest one.
    mutating func pluginCandidates() throws(Failure) -> [PluginCandidate]
}
